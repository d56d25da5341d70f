"""The panel of shoppers: by panel ref on some pages, by cycle number on others, never both on one."""
