/** A client of OCI registries. */
module dev.drayage.registry {
    requires static transitive org.jspecify;
    requires transitive dev.drayage.core;
    requires java.net.http;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.toml;

    exports dev.drayage.registry;
    exports dev.drayage.registry.auth;
}
