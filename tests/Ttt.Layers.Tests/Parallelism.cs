// The library has one random stream for the whole process: a test that compares two seeded runs must be alone with it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
