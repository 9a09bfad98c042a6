package dev.drayage.store;

class SqliteBucketContractsTest extends SharedContracts {
    SqliteBucketContractsTest() {
        super(StoreKind.SQLITE_AND_BUCKET);
    }
}
