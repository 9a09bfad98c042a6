/** A registry out of whatever holds images. */
@SuppressWarnings("module") // those that packages are exported to are compiled later
module dev.drayage.server {
    requires transitive dev.drayage.core;
    requires com.nimbusds.jose.jwt;
    requires static org.jspecify;
    requires org.eclipse.jetty.alpn.java.server;
    requires org.eclipse.jetty.http;
    requires org.eclipse.jetty.http2.server;
    requires org.eclipse.jetty.io;
    requires org.eclipse.jetty.server;
    requires org.eclipse.jetty.util;
    requires spring.security.crypto;

    exports dev.drayage.server;
    exports dev.drayage.server.distribution to
            dev.drayage.testkit;
    exports dev.drayage.server.http to
            dev.drayage.testkit;
    exports dev.drayage.server.names to
            dev.drayage.cli,
            dev.drayage.testkit;
    exports dev.drayage.server.observe to
            dev.drayage.cli;
}
