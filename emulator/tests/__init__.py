"""Each patch through real HTTP, beside plain moto, which must still lack it."""
