package dev.drayage.store;

class NewestPostgresContractsTest extends SharedContracts {
    NewestPostgresContractsTest() {
        super(StoreKind.NEWEST_POSTGRES_AND_DIRECTORY);
    }
}
