import com.pulumi.Pulumi;
import io.github.pulumitasknet.tasknet.Session;
import io.github.pulumitasknet.tasknet.SessionArgs;
import io.github.pulumitasknet.tasknet.TasknetFunctions;
import io.github.pulumitasknet.tasknet.enums.Driver;
import io.github.pulumitasknet.tasknet.inputs.GetSessionArgs;
import io.github.pulumitasknet.tasknet.outputs.GetSessionResult;

public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
            var session = new Session("browser", SessionArgs.builder()
                .leaseTime(context.config().requireInteger("leaseTime"))
                .driver(Driver.Puppeteer)
                .isVncEnabled(true)
                .build());

            var info = TasknetFunctions.getSession(GetSessionArgs.builder()
                .sessionUUID(session.sessionUUID())
                .build());

            context.export("sessionUUID", session.sessionUUID());
            context.export("expiresAt", session.expiresAt());
            context.export("status", info.applyValue(GetSessionResult::status));
            // A secret: `pulumi stack output --show-secrets` shows it.
            context.export("vncPassword", session.vncPassword());
        });
    }
}
