"""The sample organisation that the first start fills in: invented bodies, people and events at reserved domains."""
