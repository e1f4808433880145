"""The processes that send mail (`worker`) and that see what is due (`beat`)."""
