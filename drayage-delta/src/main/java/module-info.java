/** How layers were packed, so that they can be packed again to the same bytes; and what of them is new. */
module dev.drayage.delta {
    requires static transitive org.jspecify;
    requires transitive dev.drayage.core;
    requires com.github.luben.zstd_jni;

    exports dev.drayage.delta.packing;
    exports dev.drayage.delta.tardiff;
}
