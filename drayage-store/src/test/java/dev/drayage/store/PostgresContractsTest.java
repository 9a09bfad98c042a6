package dev.drayage.store;

class PostgresContractsTest extends SharedContracts {
    PostgresContractsTest() {
        super(StoreKind.POSTGRES_AND_DIRECTORY);
    }
}
