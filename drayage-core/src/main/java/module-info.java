/** Content, graphs, archives and layouts of container images. */
@SuppressWarnings("module") // those that packages are exported to are compiled later
module dev.drayage.core {
    requires static transitive org.jspecify;
    requires tools.jackson.core;
    requires com.github.luben.zstd_jni;

    exports dev.drayage.archive;
    exports dev.drayage.bucket to
            dev.drayage.cli,
            dev.drayage.s3,
            dev.drayage.storage,
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.bundle to
            dev.drayage,
            dev.drayage.cli,
            dev.drayage.delta;
    exports dev.drayage.compress;
    exports dev.drayage.compress.codec to
            dev.drayage,
            dev.drayage.cli;
    exports dev.drayage.compress.deflate to
            dev.drayage.delta;
    exports dev.drayage.content;
    exports dev.drayage.copy to
            dev.drayage.delta,
            dev.drayage.server;
    exports dev.drayage.docker to
            dev.drayage,
            dev.drayage.cli;
    exports dev.drayage.document;
    exports dev.drayage.file to
            dev.drayage,
            dev.drayage.cli,
            dev.drayage.delta,
            dev.drayage.registry,
            dev.drayage.server,
            dev.drayage.storage,
            dev.drayage.store;
    exports dev.drayage.fill to
            dev.drayage,
            dev.drayage.cli,
            dev.drayage.store;
    exports dev.drayage.filter to
            dev.drayage.containerd,
            dev.drayage.store;
    exports dev.drayage.graph to
            dev.drayage,
            dev.drayage.cli,
            dev.drayage.delta,
            dev.drayage.registry,
            dev.drayage.server,
            dev.drayage.storage,
            dev.drayage.testkit;
    exports dev.drayage.image;
    exports dev.drayage.ingest to
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.json to
            dev.drayage,
            dev.drayage.cli,
            dev.drayage.containerd,
            dev.drayage.delta,
            dev.drayage.registry,
            dev.drayage.server,
            dev.drayage.s3,
            dev.drayage.storage,
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.labels to
            dev.drayage.containerd,
            dev.drayage.server,
            dev.drayage.storage,
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.layout;
    exports dev.drayage.layout.format to
            dev.drayage.containerd,
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.metadata;
    exports dev.drayage.naming to
            dev.drayage,
            dev.drayage.cli,
            dev.drayage.delta,
            dev.drayage.registry,
            dev.drayage.storage,
            dev.drayage.store;
    exports dev.drayage.oci;
    exports dev.drayage.pem to
            dev.drayage.registry,
            dev.drayage.server;
    exports dev.drayage.place;
    exports dev.drayage.place.check to
            dev.drayage.cli,
            dev.drayage.storage,
            dev.drayage.store;
    exports dev.drayage.place.files to
            dev.drayage.cli;
    exports dev.drayage.platform;
    exports dev.drayage.repository to
            dev.drayage.cli,
            dev.drayage.containerd,
            dev.drayage.registry,
            dev.drayage.server,
            dev.drayage.storage,
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.selection;
    exports dev.drayage.tar to
            dev.drayage,
            dev.drayage.delta,
            dev.drayage.server;
    exports dev.drayage.task to
            dev.drayage.cli,
            dev.drayage,
            dev.drayage.containerd,
            dev.drayage.delta,
            dev.drayage.registry,
            dev.drayage.s3,
            dev.drayage.server,
            dev.drayage.storage,
            dev.drayage.store,
            dev.drayage.testkit;
    exports dev.drayage.transfer;
    exports dev.drayage.verify;
    exports dev.drayage.volume to
            dev.drayage.cli;

    uses dev.drayage.bucket.BucketProvider;
    uses dev.drayage.bundle.LayerMaker;
    uses dev.drayage.place.PlaceProvider;

    provides dev.drayage.place.PlaceProvider with
            dev.drayage.place.files.LayoutPlace,
            dev.drayage.place.files.ArchivePlace,
            dev.drayage.place.files.DockerArchivePlace;
}
