# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# The harness of the unit tests: what it says of tests that do not hold, or do not end.

cat >"$tmp/tests.c" <<'FILE'
#include "test.h"
static void holds(void) { CHECK(1, "not so"); }
static void fails(void) { CHECK(0, "not so"); }
static void spins(void) { for (volatile int i = 0;; i = 1 - i) ; }
static const struct test tests[] = { UNIT(holds), UNIT(fails), UNIT(spins) };
int main(int argc, char **argv) { return test_main(argc, argv, tests, 3); }
FILE
harness=$TOP/tools/testing/xen-balloon
gcc -D_GNU_SOURCE -I "$harness/shim" -I "$harness" -o "$tmp/tests" "$tmp/tests.c" "$harness/test.c" || not_ok "harness: compiles" ""
one() { "$tmp/tests" --only "$1" --timeout 1 | sed -E 's/^# .*:[0-9]+: /# /' | sed '1,2d' | paste -sd ';'; }
same "harness: a test that holds" "$(one holds)" "ok 1 - holds;# 1 of 1 passed"
same "harness: one that does not" "$(one fails)" "# not so;not ok 1 - fails;# 0 of 1 passed"
# By CPU time, and not by the clock: a busy machine does not make a test fail.
same "harness: one that does not end" "$(one spins)" "# did not end within 1 seconds of CPU time;not ok 1 - spins;# 0 of 1 passed"
