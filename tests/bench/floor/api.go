package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"google.golang.org/protobuf/types/known/structpb"
)

// The provider's own: how long a list serves reads.
const listTTL = 3 * time.Second

type api struct {
	client   http.Client
	sessions string
	mutex    sync.Mutex
	listed   map[string]*structpb.Struct
	listedAt time.Time
}

func newAPI() *api {
	// The engine runs more operations at once than Go keeps connections by default.
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	return &api{
		client:   http.Client{Transport: transport},
		sessions: os.Getenv("TASKNET_ENDPOINT") + "/private/v1/sessions",
	}
}

// Sends one request. The result is nil if the session does not exist.
func (a *api) call(ctx context.Context, method, path string, body, result any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, a.sessions+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "pulumi-tasknet/"+version)
	request.Header.Set("X-Api-Key", os.Getenv("TASKNET_API_KEY"))
	request.Header.Set("X-Api-Key-Id", os.Getenv("TASKNET_API_KEY_ID"))
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := a.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if text, err = io.ReadAll(response.Body); err != nil {
		return err
	}
	if response.StatusCode == http.StatusNotFound {
		return nil
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s %s", method, path, response.Status, text)
	}
	return json.Unmarshal(text, result)
}

func (a *api) get(ctx context.Context, id string) (session *structpb.Struct, err error) {
	err = a.call(ctx, http.MethodGet, "/"+id, nil, &session)
	return session, err
}

// Gets a session from a list of all, which serves the reads of the next seconds.
func (a *api) find(ctx context.Context, id string) (*structpb.Struct, error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if time.Since(a.listedAt) > listTTL {
		var list struct{ Sessions []*structpb.Struct }
		if err := a.call(ctx, http.MethodGet, "", nil, &list); err != nil {
			return nil, err
		}
		a.listed, a.listedAt = map[string]*structpb.Struct{}, time.Now()
		for _, session := range list.Sessions {
			a.listed[idOf(session)] = session
		}
	}
	if session, ok := a.listed[id]; ok {
		return session, nil
	}
	return a.get(ctx, id)
}

// Keeps a list from serving reads of a session that is written to.
func (a *api) forget(id string) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	delete(a.listed, id)
}

func idOf(session *structpb.Struct) string {
	return session.GetFields()["sessionUUID"].GetStringValue()
}
