/** Content, graphs, archives and layouts of container images. */
module dev.drayage.core {
    requires static transitive org.jspecify;
    requires tools.jackson.core;
    requires com.github.luben.zstd_jni;

    exports dev.drayage.archive;
    exports dev.drayage.compress;
    exports dev.drayage.content;
    exports dev.drayage.docker;
    exports dev.drayage.file;
    exports dev.drayage.graph;
    exports dev.drayage.image;
    exports dev.drayage.ingest;
    exports dev.drayage.layout;
    exports dev.drayage.metadata;
    exports dev.drayage.oci;
    exports dev.drayage.task;
    exports dev.drayage.transfer;
    exports dev.drayage.verify;
}
