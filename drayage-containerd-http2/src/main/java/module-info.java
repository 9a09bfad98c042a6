/** The HTTP/2 client of drayage-containerd, for nobody else. */
@SuppressWarnings("module") // the one that the package is exported to is compiled later
module dev.drayage.containerd.http2 {
    requires static org.jspecify;

    exports dev.drayage.containerd.http2 to
            dev.drayage.containerd;
}
