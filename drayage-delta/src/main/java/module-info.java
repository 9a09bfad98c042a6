/** How layers were packed, so that they can be packed again to the same bytes. */
module dev.drayage.delta {
    requires static transitive org.jspecify;
    requires transitive dev.drayage.core;

    exports dev.drayage.delta.packing;
}
