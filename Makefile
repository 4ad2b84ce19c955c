# SPDX-License-Identifier: GPL-2.0
# The one way in. See README.md, or "make help".

MAKEFLAGS += --no-print-directory
FLAVOUR ?= $(if $(DEBUG),debug,$(if $(VNUMA),numa,driver))
# That, or its stock counterpart.
KERNEL := $(if $(STOCK),$(if $(filter driver stock,$(FLAVOUR)),stock,$(FLAVOUR)-stock),$(FLAVOUR))
KDIR ?=
S ?=
CHECKS ?=
# For how many seconds "make fuzz" looks for inputs that break something.
SECONDS ?= 600

.PHONY: help run check check-all kernel apply patches deb setup monitor shell lint clean rig check-debian bench unit sim fuzz script-test vnode

help: ## what there is
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12

run: setup kernel ## boot real Xen and watch guests and dom0 go up and down (STOCK=1: with the stock driver; VNUMA=1: two nodes of a guest)
	@rig/demo $(KERNEL)

check: setup ## tests each kind of thing once
	@scripts/check

check-all: setup ## everything that is tested in the small configuration; takes hours (RESUME=1: without scenarios that have succeeded)
	@scripts/check --all $(if $(RESUME),--resume)

# What the driver does, in the kernel that people run. Named one by one: some of the other scenarios look at what the
# small configuration alone has.
DEBIAN_CASES := flavour:pv flavour:pvh flavour:hvm kaslr:debian debian-modules kexec suspend pv-maxmem pvh-maxmem hvm-maxmem pv-growth pvh-growth \
	hvm-growth midmove:pv midmove:pvh midmove:hvm save-restore:pv save-restore:pvh save-restore:hvm save-restore:hvm-growth \
	save-begun:pv save-begun:pvh save-begun:hvm save-begun:pv-grows save-begun:pv-far movable \
	compaction:pv compaction:pvh compaction:hvm compaction:pvh-4352 boot-release \
	unreachable dom0-expand walkers crashkernel crash-target uefi vnode-targets:pv vnode-targets:pvh vnode-targets:hvm

check-debian: setup ## scenarios in Debian's configuration, in PV, PVH and HVM guests; two hours, and an hour to build it once
	@scripts/kernel debian
	@scripts/kernel debian-stock
	@rig/run --kernel debian $(DEBIAN_CASES) kselftest:pv kselftest:pvh kselftest:hvm
	@rig/run flavour:stock-pv flavour:stock-pvh flavour:stock-hvm

kernel: setup ## build build/bzImage (STOCK=1: build/stock/bzImage, FLAVOUR=debian: build/debian/bzImage; see scripts/kernel --help)
	@scripts/kernel $(KERNEL)

apply: ## lay the driver over a Linux tree of your own: make apply KDIR=/path/to/linux
	@scripts/apply "$(KDIR)"

patches: setup ## the driver as patches for git am, in build/patches (CHECK=1: and compile after each)
	@scripts/patches $(if $(CHECK),--check)

deb: setup ## Debian packages, in build/deb; hours, with Debian's configuration (CONFIG=cloud, CONFIG=rig)
	@scripts/setup --with deb
	@scripts/deb $(or $(CONFIG),amd64)

rig: kernel ## run scenarios of the rig: make rig S="pv-maxmem pvh-maxmem" (STOCK=1, FLAVOUR=debian)
	@rig/run --kernel $(KERNEL) $(S)

bench: setup ## measure this driver beside the stock one (QUICK=1: 1 GiB only, in ten minutes; FLAVOUR=debian)
	@scripts/kernel driver
	@scripts/kernel $(FLAVOUR)
	@scripts/kernel $(if $(filter driver,$(FLAVOUR)),stock,$(FLAVOUR)-stock)
	@rig/bench $(if $(QUICK),--quick) $(if $(filter driver,$(FLAVOUR)),,--flavour $(FLAVOUR))

unit: ## the pure parts, in userspace
	@$(MAKE) -C tools/testing/xen-balloon O=$(CURDIR)/build/testing check

sim: ## the whole driver in userspace, on a simulated Xen: 10,000 histories (SECONDS=3600)
	@$(MAKE) -C tools/testing/xen-balloon O=$(CURDIR)/build/testing sim

fuzz: setup ## the same with inputs that libFuzzer makes up, for ten minutes (SECONDS=600)
	@$(MAKE) -C tools/testing/xen-balloon O=$(CURDIR)/build/testing SECONDS=$(SECONDS) fuzz

monitor: setup ## build build/monitor/balloon-monitor, which shows in dom0 where every domain's memory stands
	@$(MAKE) -C tools/xen/balloon-monitor O=$(CURDIR)/build/monitor \
		XEN_INCLUDE=$(CURDIR)/build/xen/usr/include \
		XEN_LIB=$(CURDIR)/build/xen/usr/lib/x86_64-linux-gnu

vnode: setup ## build build/vnode: balloon-vnode, balloon-vnoded and xl-vnuma, which steer virtual NUMA nodes beside xl
	@$(MAKE) -C tools/xen/balloon-vnode O=$(CURDIR)/build/vnode \
		XEN_INCLUDE=$(CURDIR)/build/xen/usr/include \
		XEN_LIB=$(CURDIR)/build/xen/usr/lib/x86_64-linux-gnu

shell: setup kernel ## a shell in dom0
	@rig/shell $(KERNEL)

lint: setup ## what the kernel's own tools, sparse, two compilers and shellcheck say (CHECKS="checkpatch matrix")
	@scripts/lint $(CHECKS)

setup: ## install what is missing
	@scripts/setup

clean: ## remove build/
	rm -rf build
