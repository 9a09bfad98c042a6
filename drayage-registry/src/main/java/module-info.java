/** A client of OCI registries. */
module dev.drayage.registry {
    requires static transitive org.jspecify;
    requires transitive dev.drayage.core;
    requires static org.conscrypt;
    requires jdk.net; // the HTTP client uses it, and org.slf4j, and has no descriptor that could say so
    requires org.apache.httpcomponents.client5.httpclient5;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires org.slf4j;
    requires tools.jackson.core;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.toml;

    exports dev.drayage.registry;
    exports dev.drayage.registry.auth;

    provides dev.drayage.place.PlaceProvider with
            dev.drayage.registry.RegistryPlace;
}
