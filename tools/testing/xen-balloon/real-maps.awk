# SPDX-License-Identifier: GPL-2.0
# Makes a C table of e820-maps.txt. An unknown type is an error.
#
#   awk -f real-maps.awk e820-maps.txt >real-maps.h

BEGIN {
	type["usable"] = "E820_TYPE_RAM"
	type["reserved"] = "E820_TYPE_RESERVED"
	type["acpi-data"] = "E820_TYPE_ACPI"
	type["acpi-nvs"] = "E820_TYPE_NVS"
	type["unusable"] = "E820_TYPE_UNUSABLE"
	type["persistent"] = "E820_TYPE_PMEM"
	print "static const struct real_map {"
	print "\tconst char *name;"
	print "\tunsigned int nr;"
	print "\tstruct e820_entry entries[128];"
	print "} real_maps[] = {"
}

function finish()
{
	if (name)
		printf "\t{ \"%s\", %d, {\n%s\t} },\n", name, nr, entries
	name = entries = ""
	nr = 0
}

$1 == "map" {
	finish()
	name = $2
}

/^ / {
	if ($3 ~ /^other:/)
		type[$3] = substr($3, 7)
	if (NF != 3 || !($3 in type)) {
		print FILENAME ":" FNR ": this is no range: " $0 >"/dev/stderr"
		exit failed = 1
	}
	entries = entries "\t\t{ " $1 "ULL, " $2 "ULL - " $1 "ULL + 1, " type[$3] " },\n"
	nr++
}

END {
	if (failed)
		exit 1
	finish()
	print "};"
}
