/** What leads from one image to another, with every digest as it was. */
module dev.drayage.delta {
    requires static transitive org.jspecify;
    requires transitive dev.drayage.core;
    requires com.github.luben.zstd_jni;

    exports dev.drayage.delta;

    provides dev.drayage.bundle.LayerMaker with
            dev.drayage.delta.BundleLayers;
}
