/** The local content store. */
module dev.drayage.store {
    requires transitive dev.drayage.core;
    requires static org.jspecify;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
    requires static org.postgresql.jdbc;

    exports dev.drayage.store;

    provides dev.drayage.place.PlaceProvider with
            dev.drayage.store.StorePlace;
}
