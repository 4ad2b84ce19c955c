# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# lint-names: functions and variables that are called otherwise than their room.

mkdir -p "$tmp/drivers/xen/balloon" "$tmp/arch/x86/xen"
cat >"$tmp/table" <<'END'
tree	drivers/xen xen_balloon_
room	memory-block.c	block_ memory_
tree	arch/x86/xen xen_
callback	\w+_(show|store)
known	balloon_stats
END
cat >"$tmp/drivers/xen/balloon/pool.c" <<'END'
// static int not_a_function(void) {
#define both(name)			\
static int name##_quick(void)		\
{					\
}
struct pool_state { int total; };
struct balloon_stats balloon_stats;
static int total;
unsigned long xen_balloon_total[2] __initdata = { 1, 2 };

static int pool_add(int n)
{
	const char *s = "}";

	if (n == '{')
		return 1;
	return 0;
}

static ssize_t total_show(void)
{
}

int xen_balloon_pool_init(void)
{
}
END
cat >"$tmp/drivers/xen/balloon/pool.h" <<'END'
static inline int pool_size(void)
{
}

static inline int xen_balloon_pool_size(void)
{
}
END
echo 'static void block_add(void) { }' >"$tmp/drivers/xen/balloon/memory-block.c"
echo 'static void adds(void) { }' >"$tmp/drivers/xen/balloon/pool-test.c"
echo 'void anything(void) { }' >"$tmp/arch/setup.c"
printf '%s\n' 'static void memory_map_make(void) { }' 'void xen_memory_map_make(void) { }' >"$tmp/arch/x86/xen/memory-map.c"
names() { (cd "$tmp" && find drivers arch -name "*.[ch]" | LC_ALL=C sort | xargs "$TOP/scripts/lint-names" table 2>&1 | paste -sd ";"); }

same "names: prefixes, callbacks, known names, tests" "$(names)" ""
cat >>"$tmp/drivers/xen/balloon/pool.c" <<'END'
static void __init add_range(unsigned long start,
			     unsigned long end)
{
}

void *pool_take(void)
{
}

LIST_HEAD(pool_list);
struct page *pool_last = NULL, *other;
static const struct attribute_group * const groups[] = { 0 };
END
same "names: a static function without its room, and what is not static" "$(names)" \
	"drivers/xen/balloon/pool.c:27: add_range() begins with none of: pool_;drivers/xen/balloon/pool.c:32: pool_take() begins with none of: xen_balloon_;drivers/xen/balloon/pool.c:36: pool_list begins with none of: xen_balloon_;drivers/xen/balloon/pool.c:37: pool_last begins with none of: xen_balloon_"
printf '%s\n' 'static void make(void) { }' 'void memory_map_free(void) { }' >>"$tmp/arch/x86/xen/memory-map.c"
same "names: another tree has another prefix" "$(names | tr ';' '\n' | grep arch | paste -sd ';')" \
	"arch/x86/xen/memory-map.c:3: make() begins with none of: memory_map_;arch/x86/xen/memory-map.c:4: memory_map_free() begins with none of: xen_"
rm "$tmp/arch/x86/xen/memory-map.c"
echo 'static void pool_size(void) { }' >"$tmp/drivers/xen/balloon/memory-block.c"
same "names: the prefixes of a room are those of the table" "$(names | tr ';' '\n' | grep memory)" \
	"drivers/xen/balloon/memory-block.c:1: pool_size() begins with none of: block_ memory_"
rm "$tmp"/drivers/xen/balloon/pool.[ch]
same "names: a table that says too much" "$(names | tr ';' '\n' | grep table)" "table: nothing is called balloon_stats"
rm "$tmp/drivers/xen/balloon/memory-block.c"
same "names: a room that is not there" "$(names | tr ';' '\n' | grep room)" "table: the room memory-block.c is not there"
echo 'rooms a b' >"$tmp/table"
same "names: a table that is none" "$(names)" "lint-names: error: table:1: neither a tree, a room of one, a callback nor a known name: rooms a b"
