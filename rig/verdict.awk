# SPDX-License-Identifier: GPL-2.0
#
# Judges one run of the rig: see rig/verdict, which says where the patterns are (-v splats=FILE).
#
# RESULT is what dom0 wrote to the second serial port:
#
#   STAGE WORD		how far it came: dom0, toolstack, scenario
#   ok N NAME, not ok N NAME, 1..N, # DIAGNOSIS
#   ERROR TEXT		the rig itself did not work
#   SPLAT TEXT		a kernel complained
#   TOKEN TOKEN		every check held; a random word for each run
#   EXIT STATUS		the scenario ended
#
# Prints "VERDICT passed failed skipped stage text". The most severe word wins:
#
#   SUCCESS  every check held, and the token is there
#   SKIP     not for this configuration
#   ERROR    the rig did not work
#   FAILURE  a check did not hold, or a kernel complained
#   TIMEOUT  it did not end in time
#   CRASH    the hypervisor, dom0 or a guest died
#   EMULATOR a guest was interrupted where it has interrupts off: nothing that came of it means anything
#
# The last is QEMU's doing, up to 7.2 at least, and not Xen's or a guest's. Its VMRUN puts the vector of an interrupt
# that it injects into exception_index, and leaves it there. When its main loop wants the CPU before anything else has
# happened to the guest, it finds an exception that is to be delivered, and the guest gets its interrupt once more: about
# once in 40,000, with any kernel. Most often it goes unnoticed. But lockdep reports it where the clock is read; and in
# the entry code, before SWAPGS, it is fatal; and a handler that has a lock then waits for it for ever, which shows as a
# guest that stops without a word (handle_edge_irq() on the stack twice, seen where a keyboard is looked for: with KASAN
# the lock is held so long that two of five boots met it, see configs/kasan.config). PV guests are not touched by SVM, and
# not by this.
#
# Firmware of an HVM guest that stops, at its first timer tick or where it loads the kernel, counts as the same, whether
# the scenario waits for the guest or the rig for the scenario: no kernel has run by then, and the same token does not
# show it again. It was not traced.

# Patterns to look for on the machine's console, as one regular expression.
function read_splats(file,   line, all, place) {
	while ((getline line < file) > 0) {
		place = line
		sub(/\t.*/, "", place)
		sub(/^[^\t]*\t+/, "", line)
		if (place == "all" || place == "host")
			all = all (all == "" ? "" : "|") line
	}
	close(file)
	return all
}

BEGIN {
	splat = read_splats(splats)
	if (splat == "") {
		print "ERROR 0 1 0 verdict no patterns in " splats
		exit_early = 1
		exit 1
	}
	stage = "qemu"
	text = ""
	severity["SUCCESS"] = 0; severity["SKIP"] = 1; severity["ERROR"] = 2
	severity["FAILURE"] = 3; severity["TIMEOUT"] = 4; severity["CRASH"] = 5
	severity["EMULATOR"] = 6
	verdict = "SUCCESS"
}

function worse(word, why) {
	if (severity[word] > severity[verdict]) {
		verdict = word
		text = why
	}
}

{ sub(/\r+$/, "") }

FILENAME == ARGV[1] {
	if ($1 == "STAGE") stage = $2
	else if ($1 == "ok" && / # SKIP/) skipped++
	else if ($1 == "ok") passed++
	else if ($1 == "not" && $2 == "ok") { failed++; worse("FAILURE", $0) }
	else if ($1 == "#" && verdict == "FAILURE" && !told) { told = 1; text = text ": " substr($0, 3) }
	else if ($1 ~ /^1\.\.[0-9]+$/) { plan = substr($1, 4) + 0; planned = 1; if (/ # SKIP/) worse("SKIP", $0) }
	else if ($1 == "ERROR") worse("ERROR", substr($0, 7))
	else if ($1 == "SPLAT") worse("FAILURE", substr($0, 7))
	else if ($1 == "WANTED") wanted = substr($0, 8)
	else if ($1 == "TOKEN" && $2 == token) proved = 1
	else if ($1 == "EXIT") { ended = 1; if ($2 != 0) worse("ERROR", "the scenario ended with status " $2) }
	next
}

# The console of Xen, of dom0, and of the guests through dom0.
/^\(XEN\) Xen version|Xen version [0-9]/ && stage == "qemu" { stage = "xen" }
/\(XEN\).*Dom0 (crashed|halted)|\(XEN\) Panic on CPU|\(XEN\).*domain_crash|\(XEN\) Domain [0-9]+.*crashed/ { worse("CRASH", $0) }
# Except for a panic that a scenario expects, to see a crash kernel come up.
/Kernel panic - not syncing/ && !(wanted && index($0, wanted)) { worse("CRASH", $0) }
# An oops prints the flags of the interrupted code, with bit 0x200 for interrupts.
/[^?] asm_sysvec_xen_hvm_callback\+/ { entered = 4 }
entered && entered-- && /EFLAGS: [0-9a-f]*[014589cd][0-9a-f][0-9a-f]$/ { worse("EMULATOR", $0) }
# The last line of a guest's firmware where it was seen to stop, until it goes on or the guest's kernel prints a line.
/^\(d[0-9]+\) [^ ]/ { loading = "" }
/^\(d[0-9]+\) (Booting from c000:|Press ESC for boot menu)/ { loading = $0 }
/^\([a-z]+\) / { loading = "" }
# lockdep sees that an update of the clock interrupted a reader that has interrupts off.
/possible circular locking/ { circular = 6 }
$0 ~ splat { worse("FAILURE", $0) }
circular && circular-- && /timekeeper_lock.*timekeeping_advance/ { worse("EMULATOR", $0) }

END {
	if (exit_early)
		exit 1
	if ((timeout || verdict == "ERROR") && loading)
		worse("EMULATOR", loading)
	if (timeout)
		worse("TIMEOUT", "nothing after stage " stage)
	if (!ended && !timeout)
		worse(stage == "qemu" ? "ERROR" : "CRASH", "the machine stopped in stage " stage)
	if (ended && !planned)
		worse("ERROR", "no plan: the scenario did not come to its end")
	if (planned && plan != passed + failed + skipped && verdict != "SKIP")
		worse("ERROR", "planned " plan " checks, saw " passed + failed + skipped)
	if (!proved)
		worse("ERROR", "no token")
	gsub(/[[:cntrl:]]/, "", text)
	printf "%s %d %d %d %s %s\n", verdict, passed, failed, skipped, stage, substr(text, 1, 300)
}
