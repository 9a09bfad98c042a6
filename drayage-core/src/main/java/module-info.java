/** Content, graphs, archives and layouts of container images. */
@SuppressWarnings("module") // those that packages are exported to are compiled later
module dev.drayage.core {
    requires static transitive org.jspecify;
    requires tools.jackson.core;
    requires com.github.luben.zstd_jni;

    exports dev.drayage.archive;
    exports dev.drayage.compress;
    exports dev.drayage.content;
    exports dev.drayage.docker;
    exports dev.drayage.document;
    exports dev.drayage.file to
            dev.drayage.cli,
            dev.drayage.registry,
            dev.drayage.store;
    exports dev.drayage.graph;
    exports dev.drayage.image;
    exports dev.drayage.ingest to
            dev.drayage.store;
    exports dev.drayage.json;
    exports dev.drayage.layout;
    exports dev.drayage.metadata;
    exports dev.drayage.oci;
    exports dev.drayage.place;
    exports dev.drayage.platform;
    exports dev.drayage.tar to
            dev.drayage;
    exports dev.drayage.task;
    exports dev.drayage.transfer;
    exports dev.drayage.verify;

    uses dev.drayage.place.PlaceProvider;

    provides dev.drayage.place.PlaceProvider with
            dev.drayage.place.files.LayoutPlace,
            dev.drayage.place.files.ArchivePlace,
            dev.drayage.place.files.DockerArchivePlace;
}
