# SPDX-License-Identifier: GPL-2.0
#
# The figures of bench-report: reads measurements, writes results.json, report.md and what the plots are
# made of, prints KTAP. -v targets=FILE has the targets, -v out=DIRECTORY is where to write.

# ---- reading ----

function number(s) { return s ~ /^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/ }

# The members of one JSON object, from the words of a measurement.
function members(   i, k, v, s) {
	for (i = 1; i <= NF; i++) {
		if (!match($i, /^[a-z][a-z0-9_]*=/))
			continue
		k = substr($i, 1, RLENGTH - 1)
		v = substr($i, RLENGTH + 1)
		f[k] = v
		if (!number(v)) {
			gsub(/["\\]/, "\\\\&", v)
			v = "\"" v "\""
		}
		s = s (s == "" ? "" : ", ") "\"" k "\": " v
	}
	return "{" s "}"
}

# Keeps every value of a figure, for median and spread.
function keep(key, value) { vals[key, ++cnt[key]] = value + 0 }

function sorted(key, a,   n, i, j, t) {
	n = cnt[key]
	for (i = 1; i <= n; i++)
		a[i] = vals[key, i]
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && a[j - 1] > a[j]; j--) {
			t = a[j]; a[j] = a[j - 1]; a[j - 1] = t
		}
	return n
}

function median(key,   a, n) {
	n = sorted(key, a)
	if (!n)
		return ""
	return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
}
function least(key,   a, n) { n = sorted(key, a); return n ? a[1] : "" }
function most(key,   a, n) { n = sorted(key, a); return n ? a[n] : "" }

BEGIN {
	while ((getline line < targets) > 0) {
		split(line, w, " +")
		n_targets++
		name[n_targets] = w[1]; exact[w[1]] = w[2]; op[w[1]] = w[3]; limit[w[1]] = w[4]
		sub(/^[^ ]+ +[^ ]+ +[^ ]+ +[^ ]+ +/, "", line)
		unit[w[1]] = line
	}
	PER_GIB = 262144
}

{
	sub(/\r$/, "")
	delete f
	json[++n_json] = members()
	t = f["type"]; k = f["kernel"]; s = f["size"]; d = f["dir"]
	if (t == "") next
	if (!(t in types)) { types[t]; type_list[++n_types] = t }
	if (s != "" && !(s in sizes)) { sizes[s]; size_list[++n_sizes] = s }
	c = t SUBSEP k SUBSEP s SUBSEP d
}

f["what"] == "move" {
	keep("ms" SUBSEP c, f["ms"])
	if (f["ms"] > 0) keep("rate" SUBSEP c, f["pages"] / 256 / (f["ms"] / 1000))
	if (f["pages"] > 0) keep("gib_s" SUBSEP c, f["ms"] / 1000 * PER_GIB / f["pages"])
	keep("first" SUBSEP c, f["first_ms"]); keep("gap" SUBSEP c, f["gap_ms"])
	keep("cpu" SUBSEP c, f["cpu_ms"]); keep("low" SUBSEP c, f["low_pps"] / 256)
	if ("wall_ms" in f) keep("wall" SUBSEP c, f["wall_ms"])
	if (f["ms"] > 0 && f["drv_xen_ns"] > 0) keep("inside" SUBSEP c, f["drv_xen_ns"] / 10000 / f["ms"])
	if ("drv_longest_step_ns" in f) keep("step" SUBSEP c, f["drv_longest_step_ns"] / 1e6)
	if (f["pages"] > 0 && ("drv_hypercalls" in f))
		keep("calls" SUBSEP c, f["drv_hypercalls"] * PER_GIB / f["pages"])
}
f["what"] == "move" && f["left"] != 0 { missed[c]++ }
f["what"] == "move" && k == "driver" {
	moved_ours[t]++
	if (f["left"] != 0 || f["back"] != 0) astray[t]++
}
f["what"] == "hog" {
	hog[c] = f["ms"]; hog_left[c] = f["left"]
	if (k == "driver" && f["left"] != 0) astray[t]++
}
f["what"] == "oom" { oom[t, k] = f["oom"]; oom_seen[t, k] = 1 }
f["what"] == "boot" {
	keep("up" SUBSEP t SUBSEP k SUBSEP s, f["up_ms"])
	keep("given" SUBSEP t SUBSEP k SUBSEP s, f["down_ms"])
	booted[t, k, s] = 1
}
f["what"] == "trace" && ("hypercalls" in f) {
	traced[c] = 1
	gib = f["pages"] / PER_GIB
	if (gib <= 0) next
	lost[c] = f["lost"] + 0
	again[c] = f["continued"] / gib
	mm[c] = f["memory_op"] + f["mmu_update"] + f["update_va_mapping"] + f["mmuext_op"] + f["multicall"]
	mm[c] = (mm[c] - f["continued"]) / gib
	all[c] = f["hypercalls"] / gib
	ops[c] = sprintf("%d / %d / %d / %d / %d", f["memory_op"] / gib, f["mmu_update"] / gib,
			 f["update_va_mapping"] / gib, f["mmuext_op"] / gib, f["multicall"] / gib)
	if (d == "down") {
		extents[c] = sprintf("%d / %d", f["extents_0"] / gib, f["extents_9"] / gib)
		if (f["pages_down"] > 0) blocks[c] = f["extents_9"] * 51200 / f["pages_down"]
	} else if (f["pages_p2m"] > 0) {
		extents[c] = sprintf("%d / %d", f["p2m_0"] / gib, f["p2m_9"] / gib)
		blocks[c] = f["p2m_9"] * 51200 / f["pages_p2m"]
	}
	# Blocks do not cover what Xen did not see at all.
	if (c in blocks) {
		seen = (d == "down" ? f["pages_down"] : f["pages_p2m"])
		if (seen < f["pages"] * 0.99) delete blocks[c]
	}
	if (f["vmmcall_ns"] > 0 && f["ms"] > 0) outside[c] = f["vmmcall_ns"] / 10000 / f["ms"]
}
f["what"] == "map" {
	g1[k, f["when"]] = f["g1"]; m2[k, f["when"]] = f["m2"]; k4[k, f["when"]] = f["k4"]
	map_size[k] = f["size"]
	maps = 1
}
f["what"] == "floor" && f["up_ns"] > 0 {
	floor_up[t, f["order"]] = f["up_ns"] / 1e9
	floor_down[t, f["order"]] = f["down_ns"] / 1e9
	clearing[t] = f["clear_ns"] / 1e9
	floors = 1
}

# ---- the figures of the targets ----

# The one of two that is nearer to failing.
function worse(a, b, o) {
	if (a == "")
		return b
	if (b == "")
		return a
	return (o == ">=") == (a + 0 < b + 0) ? a : b
}

# The share of the time inside Xen: as the driver says, else as the trace of a PVH guest does.
function inside(c) {
	return cnt["inside" SUBSEP c] ? median("inside" SUBSEP c) : c in outside ? outside[c] : ""
}

# Seconds for a GiB that are not the driver's: bare hypercalls for blocks and, for what is given to Xen,
# the clearing of pages; growth's page structures are the driver's. Empty when not measured.
function floor_of(t, d) {
	if (!((t, 9) in floor_up))
		return ""
	return d == "down" ? floor_down[t, 9] + clearing[t] : floor_up[t, 9]
}

# The figure of a target, the worst of all sizes; empty when there is none.
function figure(target,   p, t, d, what, i, s, ours, stock, v, lo, hi, seen) {
	split(target, p, "_")
	t = p[1]; d = p[2]; what = p[3]
	if (d == "oom")
		return oom_seen[t, "driver"] ? oom[t, "driver"] + 0 : ""
	if (d == "astray")
		return moved_ours[t] ? astray[t] + 0 : ""
	if (d == "mapped")
		return (("driver", "again") in m2) && map_size["driver"] > 0 ? \
			(m2["driver", "again"] - m2["driver", "boot"]) * 200 / map_size["driver"] : ""
	for (i = 1; i <= n_sizes; i++) {
		s = size_list[i]
		ours = t SUBSEP "driver" SUBSEP s SUBSEP d
		stock = t SUBSEP "stock" SUBSEP s SUBSEP d
		if (d == "hog") {
			ours = t SUBSEP "driver" SUBSEP s SUBSEP; stock = t SUBSEP "stock" SUBSEP s SUBSEP
			if (hog[ours "up"] > 0 && hog[ours "down"] > 0) {
				v = worse(v, hog[stock "up"] / hog[ours "up"], ">=")
				v = worse(v, hog[stock "down"] / hog[ours "down"], ">=")
			}
		} else if (what == "ratio") {
			if (median("ms" SUBSEP ours) > 0 && cnt["ms" SUBSEP stock])
				v = worse(v, median("ms" SUBSEP stock) / median("ms" SUBSEP ours), op[target])
			else if (cnt["ms" SUBSEP stock])
				return ""
		} else if (what == "floor") {
			if (cnt["gib_s" SUBSEP ours] && floor_of(t, d) > 0)
				v = worse(v, median("gib_s" SUBSEP ours) / floor_of(t, d), op[target])
		} else if (what == "hypercalls") {
			if (ours in mm && !lost[ours]) v = worse(v, mm[ours], op[target])
		} else if (what == "blocks") {
			if (ours in blocks && !lost[ours]) v = worse(v, blocks[ours], op[target])
		} else if (what == "inside") {
			v = worse(v, inside(ours), op[target])
		} else if (what == "constant") {
			if (!cnt["gib_s" SUBSEP ours]) continue
			seen++
			lo = worse(lo, median("gib_s" SUBSEP ours), ">=")
			hi = worse(hi, median("gib_s" SUBSEP ours), "<=")
			if (seen > 1 && lo > 0) v = hi / lo
		}
	}
	return v
}

function holds(target, v) { return op[target] == ">=" ? v + 0 >= limit[target] + 0 : v + 0 <= limit[target] + 0 }

# ---- writing ----

function num(v, form) { return v == "" ? "n/a" : sprintf(form, v) }
function middle(key, c, form) { return num(median(key SUBSEP c), form) }
function spread(key, c, form) {
	key = key SUBSEP c
	return cnt[key] ? sprintf(form " (" form " .. " form ")", median(key), least(key), most(key)) : "n/a"
}
function title(k) { return k == "driver" ? "this driver" : k }
function times(a, b) { return a > 0 && b > 0 ? sprintf("%.2f", a / b) : "n/a" }
function md(s) { print s > (out "/report.md") }

# The head of a table, its columns separated by ";".
function head(columns,   n, i, c, line) {
	n = split(columns, c, ";")
	md("")
	line = "|"
	for (i = 1; i <= n; i++)
		line = line " " c[i] " |"
	md(line)
	line = "|"
	for (i = 1; i <= n; i++)
		line = line "---|"
	md(line)
}

function write_targets(   i, g, t, v, said, met) {
	md("## Targets")
	head("target;;wanted;got;")
	print "KTAP version 1"
	for (i = 1; i <= n_targets; i++) {
		t = name[i]
		sub(/_.*/, "", t)
		if (exact[name[i]] == "exact" && t in types)
			n_exact++
	}
	print "1.." n_exact + 0
	for (i = 1; i <= n_targets; i++) {
		g = t = name[i]
		sub(/_.*/, "", t)
		if (!(t in types))
			continue
		v = value[g] = figure(g)
		met = verdict[g] = v == "" ? "no figure" : holds(g, v) ? "met" : "NOT met"
		said = num(v, v + 0 < 10 ? "%.2f" : "%.1f")
		md(sprintf("| %s | %s | %s %s | %s | %s |", g, unit[g], op[g], limit[g], said, met))
		if (exact[g] != "exact") {
			printf "# %s: %s %s, wanted %s %s\n", g, said, unit[g], op[g], limit[g]
			continue
		}
		if (met != "met")
			failed++
		printf "%sok %d - %s: %s %s, wanted %s %s\n", met == "met" ? "" : "not ", ++n_ktap, g, said,
			unit[g], op[g], limit[g]
	}
	md("")
	md("Counts, and ratios of this machine's times, are exact and decide how `make bench` ends.")
}

function write_rates(t,   si, wi, s, d, so, ou) {
	head("GiB;move;stock, MiB/s;this driver, MiB/s;times as fast;stock, s/GiB;this driver, s/GiB;" \
	     "wall clock, s: stock, this driver")
	for (si = 1; si <= n_sizes; si++)
		for (wi = 1; wi <= 3; wi++) {
			s = size_list[si]; d = ways[wi]
			so = t SUBSEP "stock" SUBSEP s SUBSEP d; ou = t SUBSEP "driver" SUBSEP s SUBSEP d
			if (!cnt["ms" SUBSEP so] && !cnt["ms" SUBSEP ou])
				continue
			md(sprintf("| %s | %s | %s%s | %s%s | %s | %s | %s | %s, %s |", s / 1024, d,
				   spread("rate", so, "%.0f"), missed[so] ? ", did not arrive" : "",
				   spread("rate", ou, "%.0f"), missed[ou] ? ", did not arrive" : "",
				   times(median("ms" SUBSEP so), median("ms" SUBSEP ou)),
				   middle("gib_s", so, "%.3f"), middle("gib_s", ou, "%.3f"),
				   cnt["wall" SUBSEP so] ? sprintf("%.1f", median("wall" SUBSEP so) / 1000) : "n/a",
				   cnt["wall" SUBSEP ou] ? sprintf("%.1f", median("wall" SUBSEP ou) / 1000) : "n/a"))
			printf "\"%s GiB %s\" %s %s\n", s / 1024, d, median("rate" SUBSEP so) + 0,
				median("rate" SUBSEP ou) + 0 > (out "/" t "-rates.dat")
		}
}

# What the plot of time per GiB is made of: the size, stock down and up, this driver down and up.
function write_per_gib(t,   si, ki, wi, c, row) {
	for (si = 1; si <= n_sizes; si++) {
		row = size_list[si] / 1024
		for (ki = 1; ki <= 2; ki++)
			for (wi = 2; wi <= 3; wi++) {
				c = t SUBSEP kernels[ki] SUBSEP size_list[si] SUBSEP ways[wi]
				row = row " " (cnt["gib_s" SUBSEP c] ? median("gib_s" SUBSEP c) : "?")
			}
		print row > (out "/" t "-per-gib.dat")
	}
}

function write_ways(t,   si, wi, ki, c) {
	md("")
	md("How it moves: medians in ms, the longest pause and step of all rounds; the lowest rate over any 3 s in MiB/s")
	md("(over all of a move that took less).")
	head("GiB;move;kernel;to the first page;longest pause;lowest rate;guest CPU;inside Xen, %;longest step;" \
	     "hypercalls per GiB")
	for (si = 1; si <= n_sizes; si++)
		for (wi = 1; wi <= 3; wi++)
			for (ki = 1; ki <= 2; ki++) {
				c = t SUBSEP kernels[ki] SUBSEP size_list[si] SUBSEP ways[wi]
				if (!cnt["ms" SUBSEP c])
					continue
				md(sprintf("| %s | %s | %s | %s | %s | %s | %s | %s%s | %s | %s |", size_list[si] / 1024,
					   ways[wi], title(kernels[ki]), middle("first", c, "%.1f"),
					   num(most("gap" SUBSEP c), "%.1f"), num(least("low" SUBSEP c), "%.0f"),
					   middle("cpu", c, "%.0f"), num(inside(c), "%.1f"),
					   !cnt["inside" SUBSEP c] && c in outside ? " (*)" : "",
					   num(most("step" SUBSEP c), "%.2f"), middle("calls", c, "%.0f")))
			}
	md("")
	md("(*) by Xen's trace: the time of hypercalls, in a traced move. Else this, the step and the hypercalls are by")
	md("the driver's own counters; n/a where the kernel has none. Watching is in these times, with about half a percent.")
}

function write_traces(t,   si, wi, ki, c) {
	md("")
	md("Seen from Xen, for each GiB:")
	head("GiB;move;kernel;hypercalls that move memory;" \
	     "memory_op / mmu_update / update_va_mapping / mmuext_op / multicall;of these continued;" \
	     "hypercalls of all kinds;4 KiB / 2 MiB extents;% in blocks;time inside, %;lost records")
	for (si = 1; si <= n_sizes; si++)
		for (wi = 2; wi <= 3; wi++)
			for (ki = 1; ki <= 2; ki++) {
				c = t SUBSEP kernels[ki] SUBSEP size_list[si] SUBSEP ways[wi]
				if (!(c in traced))
					continue
				md(sprintf("| %s | %s | %s | %.0f | %s | %s | %.0f | %s | %s | %s | %d |",
					   size_list[si] / 1024, ways[wi], title(kernels[ki]), mm[c], ops[c],
					   t == "pv" ? "n/a" : sprintf("%.0f", again[c]), all[c],
					   c in extents ? extents[c] : "n/a",
					   c in blocks ? sprintf("%.1f", blocks[c]) : "n/a",
					   c in outside ? sprintf("%.1f", outside[c]) : "n/a", lost[c]))
			}
	md("")
	if (t == "pv") {
		md("PV has no event for pages that come in: all of them are single pages. Time inside Xen is not in the trace, and")
		md("which hypercalls were continued is not either: they are counted again each time.")
	} else {
		md("Up: entries that Xen made in the guest's map. Continued: Xen broke a hypercall off for something else and had")
		md("it made again; this is not counted as another one.")
	}
}

function write_boots(t,   si, ki, c) {
	md("")
	md("Boot: ms to user space and, for PVH, until the difference to maxmem was given back.")
	head("GiB;kernel;user space;given back")
	for (si = 1; si <= n_sizes; si++)
		for (ki = 1; ki <= 2; ki++) {
			c = t SUBSEP kernels[ki] SUBSEP size_list[si]
			if (cnt["up" SUBSEP c])
				md(sprintf("| %s | %s | %s | %s |", size_list[si] / 1024, title(kernels[ki]),
					   middle("up", c, "%.0f"), t == "pv" ? "-" : middle("given", c, "%.0f")))
		}
}

function write_hogs(t,   si, wi, so, ou) {
	md("")
	md("With a hog in the guest (64 MiB taken and given back all the time):")
	head("GiB;move;stock, ms;this driver, ms;times as fast")
	for (si = 1; si <= n_sizes; si++)
		for (wi = 2; wi <= 3; wi++) {
			so = t SUBSEP "stock" SUBSEP size_list[si] SUBSEP ways[wi]
			ou = t SUBSEP "driver" SUBSEP size_list[si] SUBSEP ways[wi]
			if (hog[so] == "" && hog[ou] == "")
				continue
			md(sprintf("| %s | %s | %s%s | %s%s | %s |", size_list[si] / 1024, ways[wi],
				   num(hog[so], "%.0f"), hog_left[so] > 0 ? ", did not arrive" : "",
				   num(hog[ou], "%.0f"), hog_left[ou] > 0 ? ", did not arrive" : "",
				   times(hog[so], hog[ou])))
		}
	md("")
	md(sprintf("OOM kills: stock %s, this driver %s.", oom_seen[t, "stock"] ? oom[t, "stock"] : "n/a",
		   oom_seen[t, "driver"] ? oom[t, "driver"] : "n/a"))
}

function write_maps(   whens, says, i, ki, k, w) {
	split("boot up down again", whens)
	split("after boot;up;down;up again", says, ";")
	md("")
	md("## Mappings of the PVH guest in Xen")
	md("")
	md("From the nested page table in the machine's RAM. What a guest has not touched since it was built is not mapped.")
	head("when;kernel;1 GiB;2 MiB;4 KiB")
	for (i = 1; i <= 4; i++)
		for (ki = 1; ki <= 2; ki++) {
			k = kernels[ki]; w = whens[i]
			if ((k, w) in m2)
				md(sprintf("| %s | %s | %d | %d | %d |", says[i], title(k), g1[k, w], m2[k, w], k4[k, w]))
		}
}

function write_floors(   ti, t, o, c, so) {
	md("")
	md("## The floor")
	md("")
	md("The bare hypercalls for one GiB, from a program in the guest, in seconds; 2,048 pages in each, or 16 blocks (PV: 4).")
	md("Clearing is what it takes to clear a GiB, page by page: Xen 4.17 hands on the pages that a domain gives back as they")
	md("are. What a PV guest owes besides, its page tables, is not part of it; the driver's time inside Xen has that.")
	md("The last two columns say how many times as fast as stock a driver would be that does nothing else; more is not")
	md("possible with this Xen.")
	head("guest;extents;up;down;clearing;this driver, up;down;stock by floor, up;stock by floor and clearing, down")
	for (ti = 1; ti <= n_types; ti++)
		for (o = 0; o <= 9; o += 9) {
			t = type_list[ti]
			if (!((t, o) in floor_up))
				continue
			c = t SUBSEP "driver" SUBSEP size_list[1] SUBSEP
			so = t SUBSEP "stock" SUBSEP size_list[1] SUBSEP
			md(sprintf("| %s | %s | %.3f | %.3f | %.3f | %s | %s | %s | %s |", toupper(t), o ? "2 MiB" : "4 KiB",
				   floor_up[t, o], floor_down[t, o], clearing[t], middle("gib_s", c "up", "%.3f"),
				   middle("gib_s", c "down", "%.3f"), times(median("gib_s" SUBSEP so "up"), floor_up[t, o]),
				   times(median("gib_s" SUBSEP so "down"), floor_down[t, o] + clearing[t])))
		}
}

function write_caveats() {
	md("")
	md("## What these times are")
	md("")
	md("The machine is emulated by QEMU with a clock that counts instructions, of all its CPUs together, 4 ns each")
	md("(`-icount shift=2,sleep=off`). That makes the times reproducible and independent of the machine that runs it.")
	md("They leave out what is not an instruction: the price of leaving and entering a guest, misses of TLB and caches,")
	md("and the bandwidth of memory; and an instruction that clears a page costs as much as its loop has turns. Rates are")
	md("good for comparing the two kernels, not for what hardware does. Wall-clock times are those of the emulation on the")
	md("machine that ran it, with its noise; nothing is judged by them.")
	md("")
	md("Again: `make bench`; 1 GiB only: `make bench QUICK=1`. Every measurement is in `results.json`.")
}

function write_json(   j, i, g, sep, ti, si, wi, ki, c) {
	j = out "/results.json"
	print "{" > j
	print "  \"clock\": \"instructions of the emulated machine, 4 ns each\"," > j
	print "  \"targets\": [" > j
	for (i = 1; i <= n_targets; i++) {
		g = name[i]
		if (!(g in verdict))
			continue
		printf "%s    {\"name\": \"%s\", \"exact\": %s, \"wanted\": \"%s %s\", \"got\": %s, \"met\": %s}", sep, g,
			exact[g] == "exact" ? "true" : "false", op[g], limit[g], value[g] == "" ? "null" : value[g] + 0,
			verdict[g] == "met" ? "true" : verdict[g] == "NOT met" ? "false" : "null" > j
		sep = ",\n"
	}
	print "\n  ],\n  \"medians\": [" > j
	sep = ""
	for (ti = 1; ti <= n_types; ti++)
		for (si = 1; si <= n_sizes; si++)
			for (wi = 1; wi <= 3; wi++)
				for (ki = 1; ki <= 2; ki++) {
					c = type_list[ti] SUBSEP kernels[ki] SUBSEP size_list[si] SUBSEP ways[wi]
					if (!cnt["ms" SUBSEP c])
						continue
					printf "%s    {\"type\": \"%s\", \"kernel\": \"%s\", \"mib\": %s, \"move\": \"%s\", ", sep,
						type_list[ti], kernels[ki], size_list[si], ways[wi] > j
					printf "\"ms\": %s, \"ms_least\": %s, \"ms_most\": %s, \"mib_per_s\": %.1f}",
						median("ms" SUBSEP c), least("ms" SUBSEP c), most("ms" SUBSEP c),
						median("rate" SUBSEP c) > j
					sep = ",\n"
				}
	print "\n  ],\n  \"measurements\": [" > j
	for (i = 1; i <= n_json; i++)
		print "    " json[i] (i < n_json ? "," : "") > j
	print "  ]\n}" > j
}

END {
	split("stock driver", kernels)
	split("growth down up", ways)
	md("# Benchmark of the Xen balloon driver")
	md("")
	md("Stock kernel and this driver in two guests of one machine, on the same Xen, in turn; medians, and the least and")
	md("the most in brackets. Times are those of the emulated machine, see the end.")
	md("")
	write_targets()
	for (ti = 1; ti <= n_types; ti++) {
		md("")
		md("## " toupper(type_list[ti]) " guests")
		write_rates(type_list[ti])
		write_per_gib(type_list[ti])
		write_ways(type_list[ti])
		write_traces(type_list[ti])
		write_boots(type_list[ti])
		write_hogs(type_list[ti])
	}
	if (maps)
		write_maps()
	if (floors)
		write_floors()
	write_caveats()
	write_json()
	exit failed > 0
}
