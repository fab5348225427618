package main

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"os"
	"slices"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

const version = "0.1.0"

// What a YAML program needs of a schema.
const bareSchema = `{"name": "tasknet", "version": "` + version + `", "resources": {"tasknet:index:Session": {
	"inputProperties": {"leaseTime": {"type": "integer"}}, "requiredInputs": ["leaseTime"],
	"properties": {"leaseTime": {"type": "integer"}, "sessionUUID": {"type": "string"}}, "required": ["sessionUUID"]}}}`

// The inputs that a create sends.
var sent = []string{"leaseTime", "driver", "isVncEnabled", "vncMode", "fingerprintUUID", "showMouse", "isProxyEnabled"}

// The provider's defaults.
var defaults = &structpb.Struct{Fields: map[string]*structpb.Value{
	"driver": structpb.NewStringValue("puppeteer"), "isVncEnabled": structpb.NewBoolValue(false),
	"vncMode": structpb.NewStringValue("ro"), "showMouse": structpb.NewBoolValue(false),
	"isProxyEnabled": structpb.NewBoolValue(false), "recreateWhenEnded": structpb.NewBoolValue(true),
}}

type provider struct {
	pulumirpc.UnimplementedResourceProviderServer
	schema string
	*api
}

func (p *provider) hasDuties() bool { return p.schema != "" }

func (p *provider) Handshake(context.Context, *pulumirpc.ProviderHandshakeRequest) (*pulumirpc.ProviderHandshakeResponse, error) {
	return &pulumirpc.ProviderHandshakeResponse{AcceptSecrets: true, AcceptResources: true, AcceptOutputs: true}, nil
}

func (p *provider) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version}, nil
}

func (p *provider) GetSchema(context.Context, *pulumirpc.GetSchemaRequest) (*pulumirpc.GetSchemaResponse, error) {
	if !p.hasDuties() {
		return &pulumirpc.GetSchemaResponse{Schema: bareSchema}, nil
	}
	text, err := os.ReadFile(p.schema)
	return &pulumirpc.GetSchemaResponse{Schema: string(text)}, err
}

func (p *provider) CheckConfig(_ context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: request.News}, nil
}

func (p *provider) DiffConfig(context.Context, *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}, nil
}

func (p *provider) Configure(context.Context, *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	return &pulumirpc.ConfigureResponse{AcceptSecrets: true, SupportsPreview: true, AcceptResources: true, AcceptOutputs: true}, nil
}

func (p *provider) Check(_ context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	if !p.hasDuties() {
		return &pulumirpc.CheckResponse{Inputs: request.News}, nil
	}
	return &pulumirpc.CheckResponse{Inputs: merged(defaults, request.News)}, nil
}

// A new lease is an update, any other change a replacement.
func (p *provider) Diff(_ context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	before, after := request.OldInputs.GetFields(), request.News.GetFields()
	response := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}
	for name := range merged(request.OldInputs, request.News).Fields {
		if proto.Equal(before[name], after[name]) {
			continue
		}
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
		response.Diffs = append(response.Diffs, name)
		if name != "leaseTime" {
			response.Replaces = append(response.Replaces, name)
		}
	}
	return response, nil
}

func (p *provider) Create(ctx context.Context, request *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	if request.Preview {
		return &pulumirpc.CreateResponse{Properties: request.Properties}, nil
	}
	// The API requires some of the inputs that have a default.
	body := merged(defaults, request.Properties)
	maps.DeleteFunc(body.Fields, func(name string, _ *structpb.Value) bool { return !slices.Contains(sent, name) })
	var session *structpb.Struct
	if err := p.call(ctx, http.MethodPost, "", body, &session); err != nil {
		return nil, err
	}
	outputs := merged(request.Properties, session)
	return &pulumirpc.CreateResponse{Id: idOf(session), Properties: outputs, RefreshBeforeUpdate: p.hasDuties()}, nil
}

func (p *provider) Read(ctx context.Context, request *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	find := p.get
	if p.hasDuties() {
		find = p.find
	}
	session, err := find(ctx, request.Id)
	if session == nil {
		return &pulumirpc.ReadResponse{}, err
	}
	outputs := merged(request.Properties, session)
	return &pulumirpc.ReadResponse{
		Id: request.Id, Inputs: request.Inputs, Properties: outputs, RefreshBeforeUpdate: p.hasDuties(),
	}, nil
}

func (p *provider) Update(ctx context.Context, request *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	outputs := merged(request.Olds, request.News)
	if !request.Preview {
		body := map[string]any{"newLeaseTime": request.News.GetFields()["leaseTime"].GetNumberValue()}
		p.forget(request.Id)
		var empty *structpb.Struct
		if err := p.call(ctx, http.MethodPatch, "/"+request.Id, body, &empty); err != nil {
			return nil, err
		}
		if empty == nil {
			return nil, errors.New("the session has ended")
		}
		// The response to a new lease holds no session: the provider reads it back.
		if p.hasDuties() {
			session, err := p.get(ctx, request.Id)
			if err != nil {
				return nil, err
			}
			outputs = merged(outputs, session)
		}
	}
	return &pulumirpc.UpdateResponse{Properties: outputs, RefreshBeforeUpdate: p.hasDuties()}, nil
}

func (p *provider) Delete(ctx context.Context, request *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	p.forget(request.Id)
	var empty *structpb.Struct
	return &emptypb.Empty{}, p.call(ctx, http.MethodDelete, "/"+request.Id, nil, &empty)
}

func (p *provider) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func merged(before, after *structpb.Struct) *structpb.Struct {
	fields := maps.Clone(before.GetFields())
	maps.Copy(fields, after.GetFields())
	return &structpb.Struct{Fields: fields}
}
