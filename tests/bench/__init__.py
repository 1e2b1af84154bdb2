"""The numbers that the project promises, measured on this machine as ratios to a floor of the same run:
`make bench`.
"""
