"""Files of departments into any register: read, mapped, checked whole, stated in portions that can be resumed."""
