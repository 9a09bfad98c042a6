package dev.drayage.store;

class PostgresBucketContractsTest extends SharedContracts {
    PostgresBucketContractsTest() {
        super(StoreKind.POSTGRES_AND_BUCKET);
    }
}
