/** Messages and stubs of containerd's gRPC services. */
module dev.drayage.containerd.api {
    requires transitive com.google.protobuf;
    requires transitive io.grpc;
    requires transitive io.grpc.stub;
    requires com.google.common;
    requires com.google.common.util.concurrent.internal; // Guava needs it, and has no descriptor that could say so
    requires jdk.unsupported; // for protobuf, which has none either
    requires io.grpc.protobuf.lite;

    exports dev.drayage.containerd.api.content;
    exports dev.drayage.containerd.api.images;
    exports dev.drayage.containerd.api.introspection;
    exports dev.drayage.containerd.api.leases;
    exports dev.drayage.containerd.api.namespaces;
    exports dev.drayage.containerd.api.types;
    exports dev.drayage.containerd.api.version;
}
