/** Contracts that every store and provider passes, builders of images, and faults to inject. */
module dev.drayage.testkit {
    requires transitive dev.drayage.core;
    requires dev.drayage.server;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires org.junit.jupiter.params;
    requires org.junit.platform.commons;
    requires java.net.http;
    requires org.assertj.core;

    exports dev.drayage.testkit;
    exports dev.drayage.testkit.bucket;
    exports dev.drayage.testkit.http;

    // The methods and fields of the suites are not public.
    opens dev.drayage.testkit to
            org.junit.platform.commons;
    opens dev.drayage.testkit.bucket to
            org.junit.platform.commons;
    opens dev.drayage.testkit.registry to
            org.junit.platform.commons;

    exports dev.drayage.testkit.peer;
    exports dev.drayage.testkit.registry;
}
