# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# Runs that measure and do not judge, and what such a run has measured with the stock kernel.

# The scenario runs with another kernel, to see how that behaves, and must not fail.
baseline() { [ -n "$(arg baseline)" ]; }

# record_value KEY NUMBER: records a value for the run that compares
record_value() { send_line "VALUE $1=$2"; }

# stock_value KEY: the value that the stock kernel recorded; empty when it did not get so far
stock_value() { arg stock | tr ';' '\n' | sed -n "s/^$1=//p"; }
