// SPDX-License-Identifier: GPL-2.0
/* A logger that says nothing. */
#include "quiet.h"

static void quiet_message(xentoollog_logger *logger, xentoollog_level level, int error,
			  const char *context, const char *format, va_list args)
{
}

static void quiet_progress(xentoollog_logger *logger, const char *context, const char *what,
			   int percent, unsigned long done, unsigned long total)
{
}

static void quiet_keep(xentoollog_logger *logger)
{
}

xentoollog_logger quiet_logger = {
	.vmessage = quiet_message,
	.progress = quiet_progress,
	.destroy = quiet_keep,
};
