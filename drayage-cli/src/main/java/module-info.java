/** The dray command. */
module dev.drayage.cli {
    requires dev.drayage;
    requires dev.drayage.containerd;
    requires dev.drayage.core;
    requires dev.drayage.delta;
    requires dev.drayage.registry;
    requires dev.drayage.server;
    requires dev.drayage.storage;
    requires dev.drayage.store;
    requires transitive info.picocli;
    requires static org.jspecify;

    exports dev.drayage.cli;

    provides System.LoggerFinder with
            dev.drayage.cli.DebugLog;

    opens dev.drayage.cli to
            info.picocli;
}
