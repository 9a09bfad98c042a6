/** Images and content of containerd. */
module dev.drayage.containerd {
    requires transitive dev.drayage.core;
    requires dev.drayage.containerd.api;
    requires dev.drayage.containerd.http2;
    requires com.google.gson; // gRPC needs it, and kotlin.stdlib, and has no descriptor that could say so
    requires io.grpc.okhttp;
    requires java.logging;
    requires kotlin.stdlib;
    requires static org.jspecify;

    exports dev.drayage.containerd;

    provides dev.drayage.place.PlaceProvider with
            dev.drayage.containerd.ContainerdPlace,
            dev.drayage.containerd.ContainerdRootPlace;
}
