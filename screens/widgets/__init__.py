"""What more than one screen uses: one widget, one module, one style sheet beside it where it needs one."""
