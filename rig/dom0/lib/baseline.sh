# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=dash
# A run that is measured and not judged, and what such a run has measured with the stock kernel.

# The scenario is run with another kernel, to see what that does, and nothing shall fail.
baseline() { [ -n "$(arg baseline)" ]; }

# record_value KEY NUMBER: for the run that compares
record_value() { send_line "VALUE $1=$2"; }

# stock_value KEY: that of the stock kernel; empty when it did not get so far
stock_value() { arg stock | tr ';' '\n' | sed -n "s/^$1=//p"; }
