// CReadline
