package main

import (
	"github.com/pulumi-tasknet/pulumi-tasknet/sdk/go/tasknet"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		session, err := tasknet.NewSession(ctx, "browser", &tasknet.SessionArgs{
			LeaseTime:    pulumi.Int(config.RequireInt(ctx, "leaseTime")),
			Driver:       tasknet.DriverPuppeteer,
			IsVncEnabled: pulumi.Bool(true),
		})
		if err != nil {
			return err
		}

		info := tasknet.LookupSessionOutput(ctx, tasknet.LookupSessionOutputArgs{SessionUUID: session.SessionUUID})

		ctx.Export("sessionUUID", session.SessionUUID)
		ctx.Export("expiresAt", session.ExpiresAt)
		ctx.Export("status", info.Status())
		// A secret: `pulumi stack output --show-secrets` shows it.
		ctx.Export("vncPassword", session.VncPassword)
		return nil
	})
}
