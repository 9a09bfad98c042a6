package dev.drayage.store;

class OldestPostgresContractsTest extends SharedContracts {
    OldestPostgresContractsTest() {
        super(StoreKind.OLDEST_POSTGRES_AND_DIRECTORY);
    }
}
