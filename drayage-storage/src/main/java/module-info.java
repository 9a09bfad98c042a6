/** The storage of the CNCF distribution registry, without the registry. */
@SuppressWarnings("module") // those that packages are exported to are compiled later
module dev.drayage.storage {
    requires static transitive org.jspecify;
    requires transitive dev.drayage.core;

    exports dev.drayage.storage.collect to
            dev.drayage.cli;
    exports dev.drayage.storage.directory to
            dev.drayage.cli,
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.storage;

    provides dev.drayage.place.PlaceProvider with
            dev.drayage.storage.RegistryStoragePlace;
    provides dev.drayage.bucket.BucketProvider with
            dev.drayage.storage.directory.DirectoryBuckets;
}
