// SPDX-License-Identifier: GPL-2.0
/*
 * Early set-up of a PV domain other than memory: the addresses at which Xen enters the kernel, and
 * drivers for hardware that Xen controls, which must not run.
 */
#include <linux/acpi.h>
#include <linux/bug.h>
#include <linux/cpufeature.h>
#include <linux/cpufreq.h>
#include <linux/cpuidle.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/string.h>

#include <asm/acpi.h>
#include <asm/idtentry.h>
#include <asm/numa.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <xen/interface/callback.h>
#include <xen/interface/xen.h>
#include <xen/xen.h>

#include "early-panic.h"
#include "xen-ops.h"

/* Register @entry with Xen, which enters it with events masked. Return: 0 or an errno. */
static int setup_cpu_register_entry(unsigned int type, const void *entry)
{
	struct callback_register callback = {
		.type = type,
		.flags = CALLBACKF_mask_events,
		.address = XEN_CALLBACK(__KERNEL_CS, entry),
	};

	return HYPERVISOR_callback_op(CALLBACKOP_register, &callback);
}

#ifdef X86_FEATURE_SYSFAST32

/*
 * From 7.1 on, one feature stands for both fast system calls of 32-bit programs. They use SYSCALL
 * if the CPU has it, else SYSENTER; without support from Xen they use int 0x80.
 */
static void setup_cpu_enable_entry32(void)
{
	int err;

	if (!cpu_feature_enabled(X86_FEATURE_SYSFAST32))
		return;
	if (cpu_feature_enabled(X86_FEATURE_SYSCALL32))
		err = setup_cpu_register_entry(CALLBACKTYPE_syscall32, xen_entry_SYSCALL_compat);
	else
		err = setup_cpu_register_entry(CALLBACKTYPE_sysenter, xen_entry_SYSENTER_compat);
	if (err) {
		setup_clear_cpu_cap(X86_FEATURE_SYSCALL32);
		setup_clear_cpu_cap(X86_FEATURE_SYSFAST32);
	}
}

#else

static void setup_cpu_enable_entry32(void)
{
	if (!cpu_feature_enabled(X86_FEATURE_SYSCALL32))
		return;
	if (setup_cpu_register_entry(CALLBACKTYPE_syscall32, xen_entry_SYSCALL_compat))
		setup_clear_cpu_cap(X86_FEATURE_SYSCALL32);
}

/**
 * xen_enable_sysenter - register the entry point for SYSENTER of 32-bit programs
 *
 * If Xen refuses, the feature is cleared and programs use int 0x80.
 *
 * Context: called by each CPU for itself when it comes up.
 */
void xen_enable_sysenter(void)
{
	if (!cpu_feature_enabled(X86_FEATURE_SYSENTER32))
		return;
	if (setup_cpu_register_entry(CALLBACKTYPE_sysenter, xen_entry_SYSENTER_compat))
		setup_clear_cpu_cap(X86_FEATURE_SYSENTER32);
}

#endif

/**
 * xen_enable_syscall - register the entry points for SYSCALL of 64-bit and 32-bit programs
 *
 * Context: called by each CPU for itself when it comes up.
 */
void xen_enable_syscall(void)
{
	int err = setup_cpu_register_entry(CALLBACKTYPE_syscall, xen_entry_SYSCALL_64);

	/* No 64-bit program can run now. Go on, so that the console can show the message. */
	if (err)
		pr_err("Failed to set syscall callback: %d\n", err);

	setup_cpu_enable_entry32();
}

static void __init setup_cpu_register_entries(void)
{
	/* Without it, page tables are unpinned to be written, which is slower. */
	HYPERVISOR_vm_assist(VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);

	if (setup_cpu_register_entry(CALLBACKTYPE_event, xen_asm_exc_xen_hypervisor_callback) ||
	    setup_cpu_register_entry(CALLBACKTYPE_failsafe, xen_failsafe_callback))
		panic("Xen does not accept the entry points for events and failures\n");

#ifndef X86_FEATURE_SYSFAST32
	xen_enable_sysenter();
#endif
	xen_enable_syscall();
}

/* Disable drivers for hardware that Xen controls. */
static void __init setup_cpu_disable_drivers(void)
{
	if (IS_ENABLED(CONFIG_ACPI) && !xen_initial_domain()) {
		pr_info("ACPI in unprivileged domain disabled\n");
		disable_acpi();
	}
	disable_cpuidle();
	disable_cpufreq();
	/* Idle through Xen, so that it can give the CPU to another domain. */
	WARN_ON(xen_set_default_idle());
#ifdef CONFIG_NUMA
	/* Pseudo-physical addresses do not reveal the NUMA node. */
	numa_off = 1;
#endif
}

/**
 * xen_arch_setup - set up a PV domain, at the start of setup_arch()
 *
 * Context: early boot, before the page allocator.
 */
void __init xen_arch_setup(void)
{
	xen_panic_handler_init();
	xen_early_panic_init();
	setup_cpu_register_entries();
	strscpy(boot_command_line, (const char *)xen_start_info->cmd_line,
		min_t(size_t, MAX_GUEST_CMDLINE, COMMAND_LINE_SIZE));
	setup_cpu_disable_drivers();
}
