// CBundle
