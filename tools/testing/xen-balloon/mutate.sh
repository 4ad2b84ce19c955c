#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests the tests: breaks a copy of a kernel file in one place, and expects the test that is named
# to fail. Every test has to be named at least once. Run it by "make mutate".
#
#   mutant NAME TEST SED [FILE]
#
# NAME  of the test program, policy or pool
# TEST  that has to notice; a file that does not compile, or has not changed, counts as unnoticed
# SED   the expressions that break the file
# FILE  which one, when not NAME's own: a header

here=$(cd "$(dirname "$0")" && pwd)
if [ -z "$FILES" ]; then
	exec make -s -C "$here" mutate
fi

mutants() {
	# Where to go.
	mutant policy decide_towards_more 's/ && v->target < v->current_pages//'
	mutant policy decide_towards_less 's/v->target < v->floor/v->target <= v->floor/'
	mutant policy decide_reason 's/v->target < v->floor/v->target <= v->floor/'
	mutant policy decide_direction 's/return min(v->floor, v->current_pages)/return v->floor/'
	mutant policy decide_floor 's/return min(v->floor, v->current_pages)/return v->target/'
	mutant policy decide_floor 's/return min(v->floor, v->current_pages)/return v->floor - 1/'
	mutant policy sim_converges 's/return min(v->floor, v->current_pages)/return v->floor + 1/'
	mutant policy decide_direction \
		's/return max(v->ceiling, v->current_pages)/return v->ceiling/'
	mutant policy decide_ceiling 's/return max(v->ceiling, v->current_pages)/return v->target/'
	mutant policy decide_ceiling \
		's/return max(v->ceiling, v->current_pages)/return v->ceiling + 1/'
	mutant policy decide_progress 's/ && v->target > v->current_pages//'
	mutant policy decide_reason 's/v->target > v->ceiling/v->target >= v->ceiling/'
	mutant policy decide_reason 's/^\t\*reason = BALLOON_OK/\t*reason = BALLOON_LENT/'

	# How far.
	mutant policy decide_amount \
		's/min(v->current_pages - goal, v->available)/v->current_pages - goal/'
	mutant policy decide_amount 's/min(v->current_pages - goal, v->available)/v->available/'
	mutant policy sim_follows_changes \
		's/min(v->current_pages - goal, v->available)/v->available/'
	mutant policy decide_amount \
		's/min(goal - v->current_pages, v->pool)/goal - v->current_pages/'
	mutant policy decide_ceiling 's/min(goal - v->current_pages, v->pool)/v->pool/'
	mutant policy decide_progress \
		's/BALLOON_INFLATE, pages,/BALLOON_INFLATE, (pages + 1) \/ 2,/'
	mutant policy decide_progress \
		's/BALLOON_DEFLATE, pages,/BALLOON_DEFLATE, (pages + 1) \/ 2,/'
	mutant policy decide_direction \
		's/if (goal < v->current_pages)/if (goal != v->current_pages)/'
	mutant policy sim_reaches_target \
		's/if (goal < v->current_pages)/if (goal + 1 < v->current_pages)/'
	mutant policy sim_converges \
		's/if (goal > v->current_pages)/if (goal > v->current_pages + 1)/'
	mutant policy decide_reason 's/rest(BALLOON_GUEST_MEMORY)/rest(reason)/'

	# Growth.
	mutant policy decide_without_pool 's/wanted <= v->frames/wanted < v->frames/'
	mutant policy decide_amount 's/wanted <= v->frames/wanted < v->frames/'
	mutant policy sim_converges 's/wanted <= v->frames/wanted <= v->frames + 1/'
	mutant policy decide_reason 's/goal <= v->frames/goal < v->frames/'
	mutant policy decide_without_pool 's/goal + v->lent/goal/'
	mutant policy sim_reaches_target 's/goal + v->lent/goal/'
	mutant policy decide_growth_is_last 's/!v->can_grow ||/0 ||/'
	mutant policy decide_progress 's/!v->can_grow ||/1 ||/'
	mutant policy decide_amount 's/wanted - v->frames, reason/wanted, reason/'
	mutant policy decide_growth_is_last \
		's/min(goal - v->current_pages, v->pool);/v->can_grow ? 0 : v->pool;/'

	# Backoff.
	mutant policy fresh 's/b->delay = 1;/b->delay = 0;/'
	mutant policy fresh 's/b->count = 1;/b->count = 0;/'
	mutant policy judge_backoff 's/b->count > 1)/b->count > 0)/'
	mutant policy judge_delay_is_monotone 's/b->delay \* 2 :/b->delay * 3 :/'
	mutant policy judge_delay_is_monotone 's/b->delay \* 2 :/b->delay + 1 :/'
	mutant policy judge_backoff_overflow 's/b->delay <= max_delay \/ 2 ? \(.*\) : max_delay/\1/'
	mutant policy judge_backoff '/b->count++;/d'
	mutant policy judge_backoff 's/b->max_count && //'
	mutant policy judge_backoff 's/b->count > b->max_count/b->count >= b->max_count/'
	mutant policy judge_backoff 's/clamp(b->delay, 1UL, max_delay)/max(b->delay, 1UL)/'
	mutant policy judge_backoff 's/max(b->max_delay, 1UL)/b->max_delay/'
	mutant policy judge_verdict 's/max(b->max_delay, 1UL)/b->max_delay/'
	mutant policy sim_stuck_is_cheap 's/max(b->max_delay, 1UL)/max(b->max_delay \/ 2, 1UL)/'
	mutant policy sim_notices_by_itself 's/max(b->max_delay, 1UL)/2 * max(b->max_delay, 1UL)/'

	# Verdicts.
	mutant policy judge_result 's/if (!result && d->action != BALLOON_REST)/if (!result)/'
	mutant policy sim_stuck_is_cheap 's/if (!result && d->action != BALLOON_REST)/if (!result)/'
	mutant policy judge_verdict \
		's/if (!result && d->action != BALLOON_REST)/if (d->action != BALLOON_REST)/'
	mutant policy judge_success_forgets_failures \
		'/if (!result && d->action/,/return v/{/balloon_policy_fresh/d}'
	mutant policy judge_success_forgets_failures \
		'/if (v.reason == BALLOON_OK/,/return v/{/balloon_policy_fresh/d}'
	mutant policy judge_result 's/ || v.reason == BALLOON_FLOOR//'
	mutant policy sim_notices_by_itself 's/v.reason == BALLOON_FLOOR/v.reason != BALLOON_LENT/'
	mutant policy sim_notices_by_itself \
		's/v.reason == BALLOON_FLOOR/v.reason == BALLOON_CEILING/'
	mutant policy sim_follows_changes 's/v.reason == BALLOON_FLOOR/v.reason == BALLOON_CEILING/'
	mutant policy sim_survives_flaky_steps \
		's/v.reason == BALLOON_FLOOR/v.reason == BALLOON_XEN_REFUSED/'
	mutant policy judge_verdict '/v.again = false/d'
	mutant policy judge_verdict '/v.state = BALLOON_WAITING/d'
	mutant policy judge_verdict 's/v.delay = back_off(b)/back_off(b)/'
	mutant policy judge_result 's/return BALLOON_XEN_REFUSED/return BALLOON_GUEST_MEMORY/'
	mutant policy sim_stuck_is_cheap 's/return BALLOON_XEN_REFUSED/return BALLOON_NO_FRAMES/'
	mutant policy judge_result 's/if (d->action == BALLOON_GROW)/if (d->action == BALLOON_DEFLATE)/'
	mutant policy judge_result 's/return BALLOON_DEFLATING/return BALLOON_INFLATING/'

	# Floor.
	mutant policy floor_table 's/16UL << 20/8UL << 20/'
	mutant policy floor_table 's/fixed + reserve/fixed/'
	mutant policy floor_properties \
		's/boot_pages - min(boot_pages, managed)/boot_pages - managed/'
	mutant policy floor_properties 's/return min(boot_pages, \(fixed.*\));/return \1;/'
	mutant policy floor_properties 's/fixed + reserve/fixed - reserve/'

	# Making a pool.
	mutant pool init_makes_empty_pool 's/kcalloc(2 \* nr_nodes/kcalloc(nr_nodes/'
	mutant pool init_makes_empty_pool \
		's/order < BALLOON_POOL_ORDERS; order++/order < BALLOON_BLOCK_ORDER; order++/'
	mutant pool init_makes_empty_pool '/pool->nr_nodes = nr_nodes/d'
	mutant pool init_without_memory 's/return -ENOMEM/return 0/'
	mutant pool init_without_memory 's/if (!pool->areas)/if (0)/'
	mutant pool take_before_init 's/n < pool->nr_nodes \&\&/n <= pool->nr_nodes \&\&/'

	# Adding.
	mutant pool add_nothing \
		's/for (i = 0; i < nr_pages; i++) {/for (i = 0; i <= nr_pages; i++) {/'
	mutant pool add_single_page 's/ + !!PageHighMem(page)\]/]/'
	mutant pool add_single_page 's/if (PageHighMem(page))/if (!PageHighMem(page))/'
	mutant pool add_odd_ranges 's/__fls(nr_pages))/BALLOON_BLOCK_ORDER)/'
	mutant pool add_odd_ranges \
		's/page_to_pfn(page) |/& (BALLOON_BLOCK_PAGES << 4) |/; s/BALLOON_BLOCK_PAGES),/0),/'
	mutant pool add_odd_ranges 's/page += 1UL << order/page++/'
	mutant pool add_odd_ranges 's/nr_pages -= 1UL << order/nr_pages--/'
	mutant pool mark_exactly_the_pool '/if (!PageOffline(p))/d'
	mutant pool any_sequence '/set_page_private(p, 0)/d'

	# Joining.
	mutant pool join_up_to_blocks \
		's/while (order < BALLOON_BLOCK_ORDER)/while (order < BALLOON_BLOCK_ORDER - 1)/'
	mutant pool join_at_the_edges \
		's/while (order < BALLOON_BLOCK_ORDER)/while (order <= BALLOON_BLOCK_ORDER)/'
	mutant pool fragments_rejoin \
		's/while (order < BALLOON_BLOCK_ORDER)/while (order < BALLOON_BLOCK_ORDER - 2)/'
	mutant pool join_up_to_blocks 's/if (buddy_pfn < pfn)/if (buddy_pfn > pfn)/'
	mutant pool join_buddies_only 's/pfn ^ (1UL << order)/pfn + (1UL << order)/'
	mutant pool join_buddies_only '/run_remove(area, buddy, order)/d'
	mutant pool join_no_strangers 's/return PageOffline(page) && /return /'
	mutant pool join_no_strangers 's/BALLOON_POOL_MAGIC | order/order/'
	mutant pool any_sequence \
		's/\(page_private(page)\) == (\(BALLOON_POOL_MAGIC\) | order)/\1 \& \2/'
	mutant pool join_within_zones_only 's/ || page_zone_id(buddy) != page_zone_id(page)//'
	mutant pool any_machine 's/ || page_zone_id(buddy) != page_zone_id(page)//'
	mutant pool any_machine \
		's/page_zone_id\((buddy) != page\)_zone_id/page_to_nid\1_to_nid/'

	# Taking and splitting.
	mutant pool split_and_rejoin 's/while (o > max_order)/if (o > max_order)/'
	mutant pool split_and_rejoin \
		's/run_insert(area, page + (1UL << o), o)/run_insert(area, page, o)/'
	mutant pool split_and_rejoin '/list_del/,/count/{/set_page_private(page, 0)/d}'
	mutant pool take_prefers \
		's/o = max_order + 1; o-- > min_order;/o = min_order; o <= max_order; o++/'
	mutant pool take_prefers 's/o-- > min_order/o-- > 0/'
	mutant pool take_prefers 's/o-- > min_order/o-- > max_order/'
	mutant pool take_prefers \
		's/max_order + 1; o < BALLOON_POOL_ORDERS; o++/BALLOON_POOL_ORDERS; o-- > max_order + 1;/'
	mutant pool any_sequence \
		's/o < BALLOON_POOL_ORDERS; o++)$/o < BALLOON_BLOCK_ORDER; o++)/'
	mutant pool take_last_added_first 's/list_add(/list_add_tail(/'
	mutant pool take_by_node 's/nid == NUMA_NO_NODE ? 0 : nid/0/'
	mutant pool take_by_node 's/(first + n) % pool->nr_nodes/first/'
	mutant pool take_by_node 's/(first + n) % pool->nr_nodes/first + n/'
	mutant pool take_by_node 's/high <= !lowmem/high <= 1/'
	mutant pool take_by_node 's/high <= !lowmem/high < 1/'
	mutant pool mark_exactly_the_pool 's/__ClearPageOffline(page + i)/__ClearPageOffline(page)/'
	mutant pool mark_exactly_the_pool 's/i < 1UL << \*order; i++/i < 1UL << max_order + 1; i++/'
	mutant pool any_sequence 's/__ClearPageOffline(page + i);/;/'
	mutant pool init_without_memory 's/spin_unlock(&pool->lock);/;/'

	# Counting and locking.
	mutant pool count_lowmem_and_highmem 's/count_pages(pool, page, -(1L << \*order))/;/'
	mutant pool count_lowmem_and_highmem 's/ + READ_ONCE(pool->high)//' balloon-pool.h
	mutant pool count_lowmem_and_highmem 's/pool->high + nr_pages/pool->high - nr_pages/'
	mutant pool any_machine '/area->count\[order\]--/d'
	mutant pool any_sequence 's/spin_lock(&pool->lock);/;/; s/spin_unlock(&pool->lock);/;/'
	mutant pool add_single_page \
		'/^void balloon_pool_add/,/^}/{/count_pages/{h;d};/spin_unlock/G}'
	mutant pool add_single_page '0,/spin_unlock(&pool->lock);/s///'
}

# All of these come from the Makefile.
read -ra link_flags <<<"$CFLAGS"
read -ra compile_flags <<<"$CPPFLAGS $CFLAGS -w -MF /dev/null"
work=$O/mutants
failed=0
number=0
noticing=" "

file_of() {
	local pair

	for pair in $FILES; do
		[ "${pair%%=*}" = "$1" ] && echo "${pair#*=}"
	done
}

report() {
	number=$((number + 1))
	echo "$1 $number - $2"
	[ "$1" = ok ] || failed=1
}

build() {
	"$CC" "${compile_flags[@]}" -I "$work" -c -o "$work/kernel.o" "$1" &&
		"$CC" "${link_flags[@]}" -o "$work/test" "$2" "$work/kernel.o" "$O/test.o" "$O/shim.o"
}

# Says why a mutant was not noticed; nothing when it was.
try() {
	local name=$1 test=$2 expression=$3 original=$4 file=$5
	local tests=$O/$name-test.o

	cp "$TREE/$(dirname "$file")"/balloon-*.[ch] "$work" || return
	cp "$TREE/$file" "$work" || return
	sed -i "$expression" "$work/$original"
	if cmp -s "$TREE/$(dirname "$file")/$original" "$work/$original"; then
		echo "the file has not changed"
		return
	fi
	if [[ $original = *.h ]]; then
		tests=$work/test.o
		"$CC" "${compile_flags[@]}" -I "$work" -c -o "$tests" "$here/$name-test.c" || {
			echo "the test does not compile"
			return
		}
	fi
	if ! build "$work/$(basename "$file")" "$tests"; then
		echo "it does not compile"
		return
	fi
	timeout 20 "$work/test" --only "$test" --timeout 5 >"$work/log" 2>&1
	case $? in
	1) grep -q "^not ok 1 - $test" "$work/log" || echo "the test did not run" ;;
	0) echo "the test passed" ;;
	*) echo "the test did not run" ;;
	esac
}

run_mutant() {
	local name=$1 test=$2 expression=$3 file why
	file=$(file_of "$name")
	local original=${4:-$(basename "$file")}

	noticing+="$name:$test "
	why=$(try "$name" "$test" "$expression" "$original" "$file" 2>&1)
	if [ -z "$why" ]; then
		report ok "$test: $expression"
	else
		echo "# ${why//$'\n'/$'\n'# }"
		report "not ok" "$test: $expression"
	fi
}

# A test that nothing has made fail may be one that cannot fail.
check_all_named() {
	local pair name test missing=0

	for pair in $FILES; do
		name=${pair%%=*}
		for test in $("$O/$name-test" --list); do
			[[ $noticing = *" $name:$test "* ]] && continue
			echo "# $name: no mutation for $test"
			missing=1
		done
	done
	if [ $missing = 0 ]; then
		report ok "every test has noticed something"
	else
		report "not ok" "every test has noticed something"
	fi
}

mkdir -p "$work" || exit 2
mutant() { total=$((total + 1)); }
total=1
mutants
echo "KTAP version 1"
echo "1..$total"
mutant() { run_mutant "$@"; }
mutants
check_all_named
rm -rf "$work"
exit $failed
