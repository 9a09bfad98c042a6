package dev.drayage.storage.collect;

/**
 * What was found out before anything is removed.
 *
 * @param scan what repositories held
 * @param kept digests that stay
 * @param tags tags that go
 * @param candidates what else goes
 */
record Marks(StorageScan scan, SortedRecords kept, SortedRecords tags, SortedRecords candidates) {}
