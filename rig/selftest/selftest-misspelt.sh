# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# The rig itself: a word that is none.
# expect: ERROR

check_passed "this one holds"
# shellcheck disable=SC2218
chek_passed "this one is not even made"
