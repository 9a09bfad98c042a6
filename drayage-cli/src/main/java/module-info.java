/** The dray command. */
module dev.drayage.cli {
    requires dev.drayage.core;
    requires info.picocli;
    requires me.tongfei.progressbar;
    requires static org.jspecify;

    exports dev.drayage.cli;

    opens dev.drayage.cli to
            info.picocli;
}
