// SPDX-License-Identifier: GPL-2.0
/*
 * Starts another kernel in place of the running one.
 *
 *   kexec load KERNEL INITRD COMMANDLINE	loads it, for "kexec go"
 *   kexec crash KERNEL INITRD COMMANDLINE	loads it, for when this kernel panics; needs crashkernel=
 *   kexec go					starts what was loaded
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kexec.h>
#include <linux/reboot.h>

static int load(char **args, unsigned long flags)
{
	int kernel = open(args[0], O_RDONLY), initrd = open(args[1], O_RDONLY);

	if (kernel < 0 || initrd < 0) {
		fprintf(stderr, "kexec: cannot open %s: %s\n", kernel < 0 ? args[0] : args[1],
			strerror(errno));
		return 1;
	}
	if (syscall(SYS_kexec_file_load, kernel, initrd, strlen(args[2]) + 1, args[2], flags)) {
		fprintf(stderr, "kexec: cannot load %s: %s\n", args[0], strerror(errno));
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && !strcmp(argv[1], "load"))
		return load(argv + 2, 0);
	if (argc == 5 && !strcmp(argv[1], "crash"))
		return load(argv + 2, KEXEC_FILE_ON_CRASH);
	if (argc == 2 && !strcmp(argv[1], "go")) {
		syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
			LINUX_REBOOT_CMD_KEXEC, NULL);
		perror("kexec: cannot start it");
		return 1;
	}
	fprintf(stderr, "usage: kexec load|crash KERNEL INITRD COMMANDLINE, or kexec go\n");
	return 2;
}
