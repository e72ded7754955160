"""The steps by which the tables of earlier releases become those of this one."""
