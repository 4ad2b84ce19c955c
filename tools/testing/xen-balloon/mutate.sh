#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tests the tests: breaks a copy of a kernel file in one place, and expects the test that is named
# to fail. Every test has to be named at least once. Run it by "make mutate".
#
#   mutant NAME TEST SED [FILE]
#
# NAME  of the test program: policy, pool, ...
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
	mutant policy decide_reason 's/^\t\*reason = XEN_BALLOON_NONE/\t*reason = XEN_BALLOON_FRAMES_LENT/'

	# How far.
	mutant policy decide_amount \
		's/min(v->current_pages - goal, v->reclaimable)/v->current_pages - goal/'
	mutant policy decide_amount 's/min(v->current_pages - goal, v->reclaimable)/v->reclaimable/'
	mutant policy sim_follows_changes \
		's/min(v->current_pages - goal, v->reclaimable)/v->reclaimable/'
	mutant policy decide_amount \
		's/min(goal - v->current_pages, v->pool)/goal - v->current_pages/'
	mutant policy decide_ceiling 's/min(goal - v->current_pages, v->pool)/v->pool/'
	mutant policy decide_progress \
		's/XEN_BALLOON_INFLATE, pages,/XEN_BALLOON_INFLATE, (pages + 1) \/ 2,/'
	mutant policy decide_progress \
		's/XEN_BALLOON_DEFLATE, pages,/XEN_BALLOON_DEFLATE, (pages + 1) \/ 2,/'
	mutant policy decide_direction \
		's/if (goal < v->current_pages)/if (goal != v->current_pages)/'
	mutant policy sim_reaches_target \
		's/if (goal < v->current_pages)/if (goal + 1 < v->current_pages)/'
	mutant policy sim_converges \
		's/if (goal > v->current_pages)/if (goal > v->current_pages + 1)/'
	mutant policy decide_reason 's/policy_nothing(XEN_BALLOON_GUEST_MEMORY)/policy_nothing(reason)/'

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

	# Shrinking.
	mutant policy decide_shrink 's/return v->can_shrink \&\& /return /'
	mutant policy decide_shrink 's/v->frames >= v->removable \&\&/1 \&\&/'
	mutant policy decide_shrink 's/goal + 2 \* v->lent/goal + v->lent/'
	mutant policy decide_shrink 's/v->frames - v->removable >= goal/v->frames >= goal/'
	mutant policy decide_shrink 's/v->exhausted ? 0 : v->reclaimable/v->reclaimable/'
	mutant policy decide_shrink 's/v->reclaimable + v->freed/v->reclaimable/'
	mutant policy decide_shrink 's/v->removable \/ 8/v->removable/'
	mutant policy decide_shrink 's/if (!pages \&\& policy_can_shrink(v, goal))/if (policy_can_shrink(v, goal))/'
	mutant policy decide_shrink 's/return policy_shrink(v, XEN_BALLOON_GUEST_MEMORY)/return policy_shrink(v, reason)/'
	mutant policy decide_shrink 's/reason == XEN_BALLOON_CEILING || //'
	mutant policy decide_shrink 's/if (v->quiet)/if (1)/'
	mutant policy judge_shrink 's/v.again = d->recheck_seconds/v.again = false/'
	mutant policy judge_shrink 's/d->recheck_seconds ? XEN_BALLOON_QUIET_SECONDS : 0/0/'
	mutant policy judge_shrink 's/if (d->reason == XEN_BALLOON_GUEST_MEMORY)/if (0)/'
	mutant policy judge_shrink 's/d->action == XEN_BALLOON_SHRINK ? d->reason : //'
	mutant policy judge_shrink 's/v.delay = result == -EAGAIN;//'
	mutant policy judge_shrink 's/if (result \&\& d->action == XEN_BALLOON_SHRINK)/if (0)/'

	# Pace.
	mutant policy spare_table 's/watermarks + watermarks \/ 2/watermarks/'
	mutant policy spare_table 's/8UL << 20/4UL << 20/'
	mutant policy spare_table 's/available - min(available, kept)/available - kept/'
	mutant policy pace_table 's/BALLOON_STEP_NS >> 10/BALLOON_STEP_NS >> 11/'
	mutant policy pace_properties 's/BALLOON_STEP_NS >> 10/BALLOON_STEP_NS >> 9/'
	mutant policy pace_table 's/max(took, 1UL)/took | 1024/'
	mutant policy pace_table 's/U32_MAX)/1U << 20)/'
	mutant policy pace_table 's/pages \* (unsigned long)/8192 * (unsigned long)/'
	mutant policy pace_properties 's/BALLOON_STEP_LEAST, XEN_BALLOON_STEP_MAX/0UL, ~0UL/'

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
	mutant policy judge_result 's/if (!result && d->action != XEN_BALLOON_NOTHING)/if (!result)/'
	mutant policy sim_stuck_is_cheap 's/if (!result && d->action != XEN_BALLOON_NOTHING)/if (!result)/'
	mutant policy judge_verdict \
		's/if (!result && d->action != XEN_BALLOON_NOTHING)/if (d->action != XEN_BALLOON_NOTHING)/'
	mutant policy judge_success_forgets_failures \
		'/if (!result && d->action/,/return v/{/balloon_policy_fresh/d}'
	mutant policy judge_success_forgets_failures \
		'/if (v.reason == XEN_BALLOON_NONE/,/return v/{/balloon_policy_fresh/d}'
	mutant policy judge_result 's/ || v.reason == XEN_BALLOON_FLOOR//'
	mutant policy sim_notices_by_itself 's/v.reason == XEN_BALLOON_FLOOR/v.reason != XEN_BALLOON_FRAMES_LENT/'
	mutant policy sim_notices_by_itself \
		's/v.reason == XEN_BALLOON_FLOOR/v.reason == XEN_BALLOON_CEILING/'
	mutant policy sim_follows_changes 's/v.reason == XEN_BALLOON_FLOOR/v.reason == XEN_BALLOON_CEILING/'
	mutant policy sim_survives_flaky_steps \
		's/v.reason == XEN_BALLOON_FLOOR/v.reason == XEN_BALLOON_XEN_REFUSED/'
	mutant policy judge_verdict 's/v.again = d->recheck_seconds/v.again = true/'
	mutant policy judge_trickle 's/pages < XEN_BALLOON_TRICKLE/pages <= XEN_BALLOON_TRICKLE/'
	mutant policy judge_trickle 's/pages < v->current_pages - goal \&\& //'
	mutant policy judge_trickle 's/ \&\& !policy_can_shrink(v, goal),/,/'
	mutant policy judge_trickle 's/d->trickle \&\& b->count > 1/d->trickle/'
	mutant policy sim_trickle_costs_nothing 's/d->trickle \&\& b->count > 1/0/'
	mutant policy judge_verdict '/v.state = XEN_BALLOON_WAITING/d'
	mutant policy judge_verdict 's/v.delay = policy_back_off(b)/policy_back_off(b)/'
	mutant policy judge_result 's/return XEN_BALLOON_XEN_REFUSED/return XEN_BALLOON_GUEST_MEMORY/'
	mutant policy sim_stuck_is_cheap 's/return XEN_BALLOON_XEN_REFUSED/return XEN_BALLOON_NO_FRAMES/'
	mutant policy judge_result \
		's/if (d->action == XEN_BALLOON_GROW \&\&/if (d->action == XEN_BALLOON_DEFLATE \&\&/'
	mutant policy judge_result 's/ \&\& result != -ENOSPC//'
	mutant policy judge_result 's/return XEN_BALLOON_DEFLATING/return XEN_BALLOON_INFLATING/'

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
		's/order < XEN_BALLOON_POOL_ORDERS; order++/order < XEN_BALLOON_SUPERPAGE_ORDER; order++/'
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
		's/page_to_pfn(page) |/& (XEN_BALLOON_SUPERPAGE_PAGES << 4) |/; s/BALLOON_BLOCK_PAGES),/0),/'
	mutant pool add_odd_ranges 's/page += 1UL << order/page++/'
	mutant pool add_odd_ranges 's/nr_pages -= 1UL << order/nr_pages--/'
	mutant pool mark_exactly_the_pool '/if (!PageOffline(p))/d'
	mutant pool any_sequence '/set_page_private(p, 0)/d'

	# Joining.
	mutant pool join_up_to_blocks \
		's/while (order < XEN_BALLOON_SUPERPAGE_ORDER)/while (order < XEN_BALLOON_SUPERPAGE_ORDER - 1)/'
	mutant pool join_at_the_edges \
		's/while (order < XEN_BALLOON_SUPERPAGE_ORDER)/while (order <= XEN_BALLOON_SUPERPAGE_ORDER)/'
	mutant pool fragments_rejoin \
		's/while (order < XEN_BALLOON_SUPERPAGE_ORDER)/while (order < XEN_BALLOON_SUPERPAGE_ORDER - 2)/'
	mutant pool join_up_to_blocks 's/if (buddy_pfn < pfn)/if (buddy_pfn > pfn)/'
	mutant pool join_buddies_only 's/pfn ^ (1UL << order)/pfn + (1UL << order)/'
	mutant pool join_buddies_only '/run_remove(area, buddy, order)/d'
	mutant pool join_no_strangers 's/return PageOffline(page) && /return /'
	mutant pool join_no_strangers 's/BALLOON_POOL_MAGIC | order/order/'
	mutant pool any_sequence \
		's/\(page_private(page)\) == (\(XEN_BALLOON_POOL_MAGIC\) | order)/\1 \& \2/'
	mutant pool join_within_zones_only 's/ || page_zone_id(buddy) != page_zone_id(page)//'
	mutant pool any_machine 's/ || page_zone_id(buddy) != page_zone_id(page)//'
	mutant pool any_machine \
		's/page_zone_id\((buddy) != page\)_zone_id/page_to_nid\1_to_nid/'

	# Taking and splitting.
	mutant pool withdraw_ranges 's/order < XEN_BALLOON_POOL_ORDERS \&\& PageOffline/PageOffline/'
	mutant pool withdraw_ranges 's/order < XEN_BALLOON_POOL_ORDERS \&\& PageOffline(page)/order < XEN_BALLOON_POOL_ORDERS/'
	mutant pool withdraw_ranges 's/run_remove(area_of(pool, page + i), page + i, order);//'
	mutant pool withdraw_ranges 's/count_pages(pool, page + i, -(long)n);//'
	mutant pool withdraw_ranges 's/bitmap_set(frames, i, n)/bitmap_set(frames, i, 1)/'
	mutant pool withdraw_ranges 's/i < nr_pages; i += n/i <= nr_pages; i += n/'
	mutant pool split_and_rejoin 's/while (o > max_order)/if (o > max_order)/'
	mutant pool split_and_rejoin \
		's/run_insert(area, page + (1UL << o), o)/run_insert(area, page, o)/'
	mutant pool split_and_rejoin '/list_del/,/count/{/set_page_private(page, 0)/d}'
	mutant pool take_prefers \
		's/o = max_order + 1; o-- > min_order;/o = min_order; o <= max_order; o++/'
	mutant pool take_prefers 's/o-- > min_order/o-- > 0/'
	mutant pool take_prefers 's/o-- > min_order/o-- > max_order/'
	mutant pool take_prefers \
		's/max_order + 1; o < XEN_BALLOON_POOL_ORDERS; o++/BALLOON_POOL_ORDERS; o-- > max_order + 1;/'
	mutant pool any_sequence \
		's/o < XEN_BALLOON_POOL_ORDERS; o++)$/o < XEN_BALLOON_SUPERPAGE_ORDER; o++)/'
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
	mutant pool count_lowmem_and_highmem 's/ + READ_ONCE(pool->high)//' pool.h
	mutant pool count_lowmem_and_highmem 's/pool->high + nr_pages/pool->high - nr_pages/'
	mutant pool any_machine '/area->count\[order\]--/d'
	mutant pool any_sequence 's/spin_lock(&pool->lock);/;/; s/spin_unlock(&pool->lock);/;/'
	mutant pool add_single_page \
		'/^void xen_balloon_pool_put/,/^}/{/count_pages/{h;d};/spin_unlock/G}'
	mutant pool add_single_page '0,/spin_unlock(&pool->lock);/s///'

	# Memory map: edges and types.
	mutant map make_at_the_limits 's/min(entry->size, U64_MAX - entry->addr)/entry->size/'
	mutant map any_bytes 's/addr < entry_end(&entries\[i\])/addr <= entry_end(\&entries[i])/'
	mutant map any_bytes 's/addr >= entries\[i\].addr/addr > entries[i].addr/'
	mutant map make_settles_overlaps 's/type = max_t(u32, type, \(.*\));/type = \1;/'
	mutant map any_in_other_words 's/type = max_t(u32, type, \(.*\));/type = \1;/'
	mutant map make_settles_overlaps 's/max_t(u32,/max_t(int,/'
	mutant map make_settles_overlaps 's/max_t(u32,/min_t(u32,/'
	mutant map make_settles_overlaps \
		's/entries\[i\].type ?: E820_TYPE_RESERVED/entries[i].type/'
	mutant map any_bytes 's/?: E820_TYPE_RESERVED/?: E820_TYPE_RAM/'
	mutant map make_sorts_and_merges 's/if (start > addr)/if (0)/'
	mutant map any_large 's/if (end > addr)/if (0)/'
	mutant map make_sorts_and_merges 's/last->end == start && //'
	mutant map make_sorts_and_merges \
		's/last->end == start && last->type == type/last->end == start/'
	mutant map any_in_other_words 's/if (last && .*/if (0)/'
	mutant map make_full 's/(2 \* MEMORY_MAP_ENTRIES)/(MEMORY_MAP_ENTRIES)/' memory-map.h

	# Memory map: whole pages.
	mutant map make_aligns_ram_only '/range.end = ALIGN_DOWN/d'
	mutant map make_aligns_ram_only 's/ + !!(range.start % PAGE_SIZE)//'
	mutant map make_aligns_ram_only 's/!!(range.start % PAGE_SIZE)/1/'
	mutant map real_maps_have_ram 's/!!(range.start % PAGE_SIZE)/1/'
	mutant map real_maps_in_other_words 's/if (range.type == E820_TYPE_RAM) {/if (1) {/'
	mutant map make_aligns_ram_only \
		's/first >= PFN_DOWN(range.end)/first > PFN_DOWN(range.end)/'
	mutant map make_at_the_limits \
		's/first = .*;/first = PFN_UP(range.start);/'
	mutant map make_aligns_ram_only '/^\talign_ram(map);/d'
	mutant map any_bytes '/^\tmap->nr = nr;/d'

	# Memory map: queries.
	mutant map is_ram_table 's/if (!size)/if (0)/'
	mutant map is_ram_table 's/size <= range->end - start/size < range->end - start/'
	mutant map is_ram_table 's/size <= range->end - start/start + size <= range->end/'
	mutant map is_ram_table 's/start < range->end)/start <= range->end)/'
	mutant map any_bytes 's/return range->type == E820_TYPE_RAM && /return /'
	mutant map ram_pages_table \
		's/max(from, PFN_DOWN(map->range\[i\].start))/PFN_DOWN(map->range[i].start)/'
	mutant map ram_pages_table \
		's/min(to, PFN_DOWN(map->range\[i\].end))/PFN_DOWN(map->range[i].end)/'
	mutant map ram_pages_table 's/ && start < end)/)/'
	mutant map any_bytes 's/map->range\[i\].type == E820_TYPE_RAM && start < end/start < end/'

	# Memory map: NVS.
	mutant map nvs_moves 's/max(range->start, above)/range->start/'
	mutant map nvs_has_no_room 's/max(range->start, above)/range->start/'
	mutant map nvs_has_no_room 's, || range->end <= start,,'
	mutant map nvs_moves 's/range->end - start >= size/range->end - start > size/'
	mutant map nvs_has_no_room \
		's/range->end - start >= size/range->end - start + PAGE_SIZE >= size/'
	mutant map nvs_moves 's/return range->end - size;/return start;/'
	mutant map nvs_stays 's/entry->type == E820_TYPE_NVS &&/1 \&\&/'
	mutant map nvs_stays 's/entry->addr < start + size/entry->addr <= start + size/'
	mutant map nvs_stays 's/entry_end(entry) > start)/entry_end(entry) >= start)/'
	mutant map nvs_moves 's/entry_end(entry) > start)/entry->addr > start)/'
	mutant map any_nvs 's/E820_TYPE_NVS && entry->size &&/E820_TYPE_NVS \&\&/'
	mutant map nvs_has_no_room 's/!to || \*nr == max/!to/'
	mutant map nvs_moves 's/!to || \*nr == max/!to || *nr + 1 == max/'
	mutant map nvs_moves 's/from = ALIGN_DOWN(entry->addr, PAGE_SIZE)/from = entry->addr/'
	mutant map nvs_moves 's/ALIGN(entry_end(entry), PAGE_SIZE) - from/entry_end(entry) - from/'
	mutant map nvs_moves \
		's/ALIGN(entry_end(entry), PAGE_SIZE) - from/ALIGN(entry->size, PAGE_SIZE)/'
	mutant map any_nvs 's/to + (entry->addr - from)/to/'
	mutant map any_nvs 's/.addr = from, .size = bytes/.addr = entry->addr, .size = entry->size/'
	mutant map nvs_in_turns \
		's/.size = bytes, .type = E820_TYPE_RAM/.size = bytes, .type = E820_TYPE_NVS/'
	mutant map nvs_in_turns 's/&entries\[(\*nr)++\]/\&entries[*nr]/'
	mutant map nvs_moves 's/.from = from, .to = to/.from = to, .to = from/'

	# Memory plan: what is kept, and what is displaced.
	mutant plan plan_keeps 's/if (start < end)/if (1)/'
	mutant plan plan_keeps 's/if (from < to)/if (1)/'
	mutant plan plan_refills 's/start = min(nr_pages, \(.*\));/start = \1;/'
	mutant plan plan_keeps 's/end = min(nr_pages, \(.*\));/end = \1;/'
	mutant plan plan_keeps '/^\tdisplace(plan, pfn, nr_pages);/d'
	mutant plan any_pages 's/plan->kept += /plan->kept = /'
	mutant plan any_in_other_words 's/plan->kept += /plan->kept = /'
	mutant plan any_size '/^\t\tpfn = end;/d'
	mutant plan plan_refills 's/if (map->range\[i\].type != E820_TYPE_RAM)/if (0)/'
	mutant plan plan_keeps \
		's/min(request->nr_pages, \(PFN_DOWN(range->end)\)), MEM/\1, MEM/'
	mutant plan plan_leaves_others \
		's/MEMORY_OTHER, range->type/MEMORY_OTHER, E820_TYPE_RESERVED/'
	mutant plan plan_leaves_others \
		's/range->end, MEMORY_OTHER/ALIGN(range->end, PAGE_SIZE), MEMORY_OTHER/'
	mutant plan find_table \
		's/add_region(plan, range->start, range->end, MEMORY_OTHER, range->type)/;/'

	# Memory plan: refill.
	mutant plan plan_refills '/frames\[1\].pfn += n;/d'
	mutant plan plan_refills '/frames\[1\].nr -= n;/d'
	mutant plan plan_refills '/frames\[1\].to = MEMORY_RELEASED;/d'
	mutant plan plan_refills '/frames->nr = n;/d'
	mutant plan plan_refills '/^\t\tto += n;/d'
	mutant plan plan_full 's/i >= deal->source/i > deal->source/'
	mutant plan any_pages 's/deal->source++\]/deal->source]/'
	mutant plan real_maps_known \
		's/max(request->nr_pages, PFN_DOWN(range->start))/PFN_DOWN(range->start)/'
	mutant plan real_maps_any_size '/deal->refill -= end - from;/d'
	mutant plan any_size 's/plan->refilled += /plan->refilled = /'
	mutant plan plan_leaves_others 's/from, end, MEMORY_REFILLED/from, end, MEMORY_EXTRA/'
	mutant plan plan_refills \
		's/request->nr_pages, request->limit)/request->nr_pages, ~0UL)/'
	mutant plan plan_refills 's/request->nr_pages, request->limit)/0, request->limit)/'
	mutant plan plan_refills 's/deal.refill = min(displaced, room)/deal.refill = displaced/'
	mutant plan plan_refills 's/plan->released = displaced - deal.refill/plan->released = 0/'
	mutant plan any_pages 's/end = from + min(deal->refill, to - from);/end = from;/'
	mutant plan plan_one_range_of_all 's/MEMORY_MAP_MAX + 4/MEMORY_MAP_MAX + 1/' memory-plan.h

	# Memory plan: extra and spare.
	mutant plan plan_bounds_extra \
		's/min(request->limit, PFN_DOWN(range->end))/PFN_DOWN(range->end)/'
	mutant plan plan_at_the_limits 's/to = max(from, \(.*\));/to = \1;/'
	mutant plan plan_caps_extra 's/to - from <= deal->extra/to - from < deal->extra/'
	mutant plan plan_bounds_extra '/deal->extra -= to - from;/d'
	mutant plan plan_caps_extra '/^\tdeal->extra = 0;/d'
	mutant plan plan_cuts_at_granules \
		's/max(from, round_down(end, request->granule))/round_down(end, request->granule)/'
	mutant plan plan_cuts_at_granules 's/round_down(end, request->granule)/end/'
	mutant plan q35_with_8_gib 's/round_down(end, request->granule)/end/'
	mutant plan plan_cuts_at_granules 's/round_down(/round_up(/'
	mutant plan plan_cuts_at_granules 's/return capped ?/return true ?/'
	mutant plan real_maps_any_size 's/return capped ?/return true ?/'
	mutant plan plan_cuts_at_granules 's/request->cap < allowed/request->cap <= allowed/'
	mutant plan plan_bounds_extra \
		's/- min(request->max_pages, \(plan->kept + deal.refill\))/- (\1)/'
	mutant plan plan_bounds_extra 's/plan->kept + deal.refill)/plan->kept)/'
	mutant plan plan_caps_extra '/allowed = min(allowed, room - deal.refill);/d'
	mutant plan plan_caps_extra 's/min(request->cap, allowed)/allowed/'
	mutant plan plan_bounds_extra 's/min(request->cap, allowed)/request->cap/'
	mutant plan plan_cuts_at_granules 's/allowed - plan->extra : 0/allowed - request->cap : 0/'
	mutant plan plan_caps_extra 's/capped ? allowed - plan->extra : 0/0/'
	mutant plan any_size 's/plan->extra += /plan->extra = /'
	mutant plan any_pages 's/plan->spare += /plan->spare = /'
	mutant plan find_table 's/add_ram(plan, from, to, MEMORY_SPARE)/;/'
	mutant plan plan_bounds_extra 's/use < MEMORY_SPARE/use <= MEMORY_SPARE/'
	mutant plan q35_with_8_gib 's/use < MEMORY_SPARE/use < MEMORY_EXTRA/'

	# Memory plan: lookups.
	mutant plan find_table 's/addr >= region->end/addr > region->end/'
	mutant plan find_table 's/addr < region->start/addr <= region->start/'
	mutant plan find_table \
		's/high = plan->nr_regions;/high = plan->nr_regions - !!plan->nr_regions;/'
	mutant plan any_pages 's/low = 0, high = plan->nr_regions/low = 1, high = plan->nr_regions/'
	mutant plan is_kept_table 's/if (!size)/if (0)/'
	mutant plan is_kept_table 's/region && region->use == MEMORY_KEPT/region/'
	mutant plan is_kept_table 's/size <= region->end - start/size < region->end - start/'
	mutant plan is_kept_table 's/size <= region->end - start/start + size <= region->end/'

	# Initial balloon: parse.
	mutant initial parse_words 's/!strcmp(text, "auto") || //'
	mutant initial parse_words "s/text\[1\] == 'u'/text[1] != 'u'/"
	mutant initial parse_words '/cap->value = 0;/d'
	mutant initial parse_nonsense 's/!strcmp(text, "auto")/!strncmp(text, "auto", 4)/'
	mutant initial parse_any 's/!strcmp(text, "all")/!strncmp(text, "all", 3)/'
	mutant initial parse_sizes 's/said.value, 10ULL/said.value, 8ULL/'
	mutant initial parse_what_was_printed 's/said.value, 10ULL/said.value, 16ULL/'
	mutant initial parse_sizes 's/"kmgtpe"/"kmgpte"/'
	mutant initial parse_each_byte 's/"kmgtpe"/"kmgtpez"/'
	mutant initial parse_sizes 's/10 \* (found - units + 1)/10 * (found - units)/'
	mutant initial parse_sizes 's/tolower(unit)/unit/'
	mutant initial parse_sizes \
		's/unit ? strchr(units, tolower(unit)) : NULL/strchr(units, tolower(unit))/'
	mutant initial parse_limits 's/1ULL << shift/2ULL << shift/'
	mutant initial parse_multiples "s/tolower(\*text) == 'x'/*text == 'x'/"
	mutant initial parse_multiples '/said.form = INITIAL_BALLOON_MULTIPLE;/d'
	mutant initial parse_too_large 's/return -ERANGE/return -EINVAL/'
	mutant initial parse_too_large \
		"s/check_add_overflow(said.value, \(.*\), &said.value))/((said.value += \1), 0))/"
	mutant initial parse_too_large \
		's/check_mul_overflow(said.value, 10ULL, &said.value)/((said.value *= 10), 0)/'
	mutant initial parse_too_large \
		's/check_mul_overflow(said.value, 1ULL.*e)/((said.value <<= shift), 0)/'
	mutant initial parse_nonsense 's/if (text == digits)/if (0)/'
	mutant initial parse_nonsense 's/^\tif (\*text)/\tif (0)/'
	mutant initial parse_nonsense 's/^\tif (\*text)/\t*cap = said; if (*text)/'
	mutant initial parse_each_byte "s/isdigit(\*text)/*text >= '0'/"
	mutant initial parse_any 's/return -EINVAL/return -ERANGE/'

	# Initial balloon: pages, and whether they fit.
	mutant initial pages_table \
		's/cap->value >> PAGE_SHIFT/(cap->value + PAGE_SIZE - 1) >> PAGE_SHIFT/'
	mutant initial pages_table \
		's/check_mul_overflow(cap->.*, &pages)/((pages = cap->value * boot_pages), 0)/'
	mutant initial pages_any \
		's/check_mul_overflow(cap->.*, &pages)/((pages = cap->value * boot_pages), 0)/'
	mutant initial pages_table '/case INITIAL_BALLOON_ALL:/{n;s/ULONG_MAX/cap->value/}'
	mutant initial pages_any 's/^\(#define AUTO_SHARE\).*/\1 63/'
	mutant initial auto_fits 's/^\(#define AUTO_SHARE\).*/\1 32/'
	mutant initial pages_table 's,AUTO_SHARE\, page_cost,AUTO_SHARE\, 64,'
	mutant initial fits_table 's,/ 4 \* 3,/ 2,'
	mutant initial auto_fits 's,/ 4 \* 3,/ 8 * 5,'
	mutant initial fits_table 's/used <= most && //'
	mutant initial fits_table 's/used <= most && /used < most \&\& /'
	mutant initial fits_table 's/cost <= most - used/cost < most - used/'
	mutant initial fits_any 's/cost <= most - used/cost <= most/'
	mutant initial fits_table \
		's/check_mul_overflow((u64)ex.*, &cost)/((cost = extra_pages * page_cost), 0)/'
}

# All of these come from the Makefile.
read -ra link_flags <<<"$CFLAGS"
read -ra compile_flags <<<"$CPPFLAGS $CFLAGS -w -MF /dev/null"
work=$O/mutants
failed=0
number=0
noticing=" "

# of NAME PAIRS: what the pairs NAME=VALUE say about this name.
of() {
	local pair name=$1 pairs=$2

	for pair in $pairs; do
		[ "${pair%%=*}" = "$name" ] && echo "${pair#*=}"
	done
}

report() {
	number=$((number + 1))
	echo "$1 $number - $2"
	[ "$1" = ok ] || failed=1
}

compile() {
	"$CC" "${compile_flags[@]}" -I "$work" -c -o "$1" "$2"
}

build() {
	local file=$1

	shift
	compile "$work/kernel.o" "$file" &&
		"$CC" "${link_flags[@]}" -o "$work/test" "$@" "$work/kernel.o" \
			"$O/test.o" "$O/shim.o"
}

# Says why a mutant was not noticed; nothing when it was.
try() {
	local name=$1 test=$2 expression=$3 original=$4 file=$5
	local dir object objects=()

	dir=$TREE/$(dirname "$file")
	for object in "$name-test" $(of "$name" "$WITH"); do
		objects+=("$O/$object.o")
	done
	cp "$dir"/*.h "$TREE/$file" "$work" || return
	sed -i "$expression" "$work/$original"
	if cmp -s "$dir/$original" "$work/$original"; then
		echo "the file has not changed"
		return
	fi
	if [[ $original = *.h ]]; then
		objects=()
		for object in "$name-test" $(of "$name" "$WITH"); do
			objects+=("$work/$object.o")
			if [ ! -e "$here/$object.c" ]; then
				cp "$O/$object.o" "$work"
			elif ! compile "$work/$object.o" "$here/$object.c"; then
				echo "the test does not compile"
				return
			fi
		done
	fi
	if ! build "$work/$(basename "$file")" "${objects[@]}"; then
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
	file=$(of "$name" "$FILES")
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
