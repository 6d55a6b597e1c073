print("advnb")
