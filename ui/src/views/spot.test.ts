import { fireEvent } from "@testing-library/dom";
import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SpotAdviceRequest, SpotRequest } from "@/ipc/client";
import type { FakeClient } from "@/testing/fake";
import { freshWindow, open } from "@/testing/render";

freshWindow();

/** jsdom lays nothing out: a page without width would ask for no drawing. */
Object.defineProperty(HTMLElement.prototype, "clientWidth", { configurable: true, get: () => 900 });

const chart = () => screen.findByRole("slider", { name: "Spot prices" });
const asked = (client: FakeClient) => client.asked.filter(([command]) => command === "spot_market").at(-1)?.[1] as SpotRequest;
const table = async () => within(await screen.findByRole("region", { name: "Spot prices by zone" }));

describe("the spot market", () => {
  it("begins with the types that run in the place where most runs", async () => {
    const { client } = await open("spot");
    await chart();
    expect(asked(client)).toMatchObject({ region: "us-east-1", instance_types: ["m5.xlarge", "r5.2xlarge"], range: "days7", limit_usd: null });
    expect((await table()).getAllByRole("row")).toHaveLength(5);
  });

  it("draws the lines that are chosen by keyboard in the table, three at most and one at least", async () => {
    const { client, user } = await open("spot");
    await chart();
    const line = (name: string) => screen.getByRole<HTMLInputElement>("checkbox", { name: `Draw ${name}` });
    const [first, second, third, fourth] = ["m5.xlarge in us-east-1a", "m5.xlarge in us-east-1b", "r5.2xlarge in us-east-1a", "r5.2xlarge in us-east-1b"];
    expect([first!, second!, third!, fourth!].map((name) => line(name).checked)).toEqual([true, true, true, false]);
    expect(line(fourth!).title).toBe("3 lines are drawn: leave one out first");
    line(first!).focus();
    await user.keyboard(" ");
    await user.click(line(second!));
    await waitFor(() => expect(asked(client).lines).toEqual([{ instance_type: "r5.2xlarge", availability_zone: "us-east-1a" }]));
    expect(line(third!).title).toBe("The last line stays");
    await user.click(line(fourth!));
    await waitFor(() => expect(asked(client).lines).toHaveLength(2));
    await user.click(screen.getByRole("button", { name: "90 days" }));
    await waitFor(() => expect(asked(client)).toMatchObject({ range: "days90", lines: [{}, {}] }));
    await user.click(screen.getByRole("button", { name: "Draw the cheapest" }));
    await waitFor(() => expect(asked(client).lines).toEqual([]));
  });

  it("leaves on demand out of the drawing, or draws it wherever it is", async () => {
    const { client, user } = await open("spot");
    await chart();
    expect(asked(client).on_demand).toBe("near");
    await user.selectOptions(screen.getByRole("combobox", { name: "On demand in the drawing" }), "never drawn");
    await waitFor(() => expect(asked(client).on_demand).toBe("told"));
  });

  it("says of which time nobody read the prices", async () => {
    await open("spot");
    await chart();
    expect((await table()).getAllByText(/not read from .* to /)).toHaveLength(1);
  });

  it("is pointed at by the keyboard, tells every price and makes no zero of what is not known", async () => {
    const { user } = await open("spot");
    const slider = await chart();
    slider.focus();
    await user.keyboard("{Home}");
    expect(slider.getAttribute("aria-valuetext")).toContain("m5.xlarge us-east-1a $0.0500 per hour, m5.xlarge us-east-1b not recorded");
    expect(slider.getAttribute("aria-valuetext")).toContain("On demand $0.1920 per hour");
  });

  it("shows other types as they are typed, and leaves some out", async () => {
    const { client, user } = await open("spot");
    await chart();
    await user.type(screen.getByRole("textbox", { name: "Add instance types" }), "C5.xlarge, m5.xlarge{Enter}");
    await user.click(screen.getByRole("button", { name: "Leave out r5.2xlarge" }));
    await chart();
    await waitFor(() => expect(asked(client).instance_types).toEqual(["m5.xlarge", "c5.xlarge"]));
    expect(screen.getByRole("button", { name: "Show r5.2xlarge" })).toBeTruthy();
  });

  it("says what is wrong with a type that nobody has", async () => {
    const { user } = await open("spot");
    await chart();
    await user.type(screen.getByRole("textbox", { name: "Add instance types" }), "m9.bogus{Enter}");
    expect(await screen.findByText(/AWS tells no spot price of m9.bogus in us-east-1. Check the type's name/)).toBeTruthy();
  });

  it("asks how long a price was held that is dragged or typed, and can go back to on demand", async () => {
    const { client, user } = await open("spot");
    await chart();
    expect((await table()).getAllByText("95.8 %").length).toBe(4);
    await fireEvent.input(screen.getByRole("slider", { name: "Price limit" }), { target: { value: "7" } });
    await waitFor(() => expect(asked(client).limit_usd).toBe("0.0800"));
    expect(await screen.findByText("$0.0800 per hour", { selector: "output" })).toBeTruthy();
    expect((await (await table()).findAllByText("25.0 %")).length).toBe(4);
    await user.clear(screen.getByRole("textbox", { name: "Price limit in USD per hour" }));
    await user.type(screen.getByRole("textbox", { name: "Price limit in USD per hour" }), "0.12{Enter}");
    await waitFor(() => expect(asked(client).limit_usd).toBe("0.12"));
    await user.click(screen.getByRole("button", { name: "On demand" }));
    await waitFor(() => expect(asked(client).limit_usd).toBeNull());
  });

  it("looks at the zones, the time and the place that are chosen", async () => {
    const { client, user } = await open("spot");
    await chart();
    await user.click(screen.getByRole("button", { name: "us-east-1b" }));
    await user.click(screen.getByRole("button", { name: "90 days" }));
    await waitFor(() => expect(asked(client)).toMatchObject({ zones: ["us-east-1b"], range: "days90" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "Account and region" }), "research · eu-west-1");
    expect(await screen.findByText("No instance type is chosen")).toBeTruthy();
  });

  it("is a table for who wants numbers, and is saved in every form", async () => {
    const { client, user } = await open("spot");
    await chart();
    await user.click(screen.getByRole("button", { name: "Save the chart as PNG" }));
    expect(await screen.findByText("Saved as /home/mila/Downloads/emberwatch-spot.png")).toBeTruthy();
    expect(client.asked.find(([command]) => command === "save_spot_chart")?.[1]).toMatchObject({ file: "png", shown: { region: "us-east-1" } });
    await user.click(screen.getByRole("button", { name: "Table" }));
    const numbers = within(await screen.findByRole("region", { name: "Spot prices as a table" }));
    expect(numbers.getAllByText("$0.1900").length).toBeGreaterThan(0);
  });

  it("says why prices could not be read, and tries again when asked", async () => {
    const { client, user } = await open("spot", (client) =>
      client.failing.set("spot_market", { code: "denied", message: "us-east-1 of analytics-prod: the permission ec2:DescribeSpotPriceHistory is missing", next_step: "ask for that permission, then refresh" }),
    );
    expect(await screen.findByText("The spot prices could not be read")).toBeTruthy();
    expect(screen.getByText(/ec2:DescribeSpotPriceHistory is missing/)).toBeTruthy();
    client.failing.clear();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await chart();
  });

  it("leads to the profiles while no account is known", async () => {
    await open("spot", (client) => {
      client.spotPlaces = () => Promise.resolve({ status: "ok", data: { sample: false, places: [] } });
    });
    expect(await screen.findByText("No account is known yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Choose profiles and regions" })).toBeTruthy();
  });
});

describe("the advisor", () => {
  const request = (client: FakeClient) => client.asked.filter(([command]) => command === "spot_advice").at(-1)?.[1] as SpotAdviceRequest;

  it("tells the verdict with its reason, saving and risk, and what every zone offers", async () => {
    const { client, user } = await open("spot");
    await chart();
    await user.click(screen.getByRole("button", { name: "Advise" }));
    expect(await screen.findByText(/m5.xlarge on spot in us-east-1a cost 0.0500 USD an hour/)).toBeTruthy();
    expect(screen.getByText("$0.1420 per hour", { exact: false })).toBeTruthy();
    const zones = within(screen.getByRole("region", { name: "Advice by zone" })).getAllByRole("row");
    expect(zones[1]!.textContent).toContain("advised");
    expect(screen.getByText("Risk over the last 7 days")).toBeTruthy();
    expect(screen.getByText("analytics-prod, us-east-1")).toBeTruthy();
    expect(zones[2]!.textContent).toContain("none");
    expect(zones[3]!.textContent).toContain("no spot price is recorded");
    expect(zones[3]!.textContent).toContain("unknown");
    expect(request(client)).toMatchObject({ instance_types: ["m5.xlarge", "r5.2xlarge"], vpc_id: null, window_minutes: 60, vcpus: null });
  });

  it("says that nothing is within the limit", async () => {
    const { user } = await open("spot");
    await chart();
    await user.type(screen.getByRole("textbox", { name: "Price limit in USD per hour" }), "0.001{Enter}");
    await user.click(screen.getByRole("button", { name: "Advise" }));
    expect(await screen.findByText("Nothing within the limit")).toBeTruthy();
  });

  it("tells placement scores where AWS gives them, and else why there are none", async () => {
    const { client, user } = await open("spot");
    await chart();
    await user.click(screen.getByRole("button", { name: "Advise" }));
    expect(await screen.findByText("AWS scores 3 types or more; name more to be told")).toBeTruthy();
    await user.type(screen.getByRole("textbox", { name: "Add instance types" }), "c5.xlarge{Enter}");
    await chart();
    await user.click(screen.getByRole("button", { name: "Advise" }));
    await waitFor(() => expect(screen.queryByText(/AWS scores 3 types/)).toBeNull());
    expect(request(client).instance_types).toHaveLength(3);
    const zones = within(await screen.findByRole("region", { name: "Advice by zone" }));
    expect(zones.getAllByRole("cell", { name: "7" })).toHaveLength(3);
  });

  it("asks for a capacity, a VPC and a window, and says when the answer is to another question", async () => {
    const { client, user } = await open("spot");
    await chart();
    await user.click(screen.getByRole("radio", { name: "Whatever has" }));
    await user.clear(screen.getByRole("textbox", { name: "vCPU at least" }));
    expect(screen.getByRole("button", { name: "Advise" }).getAttribute("aria-disabled")).toBe("true");
    await user.type(screen.getByRole("textbox", { name: "vCPU at least" }), "16");
    const vpc = screen.getByRole("combobox", { name: "VPC" });
    await waitFor(() => expect(within(vpc).getAllByRole("option").map((option) => option.textContent)).toEqual(["every VPC", "data, vpc-1: 2 subnets in 2 zones", "vpc-2: 1 subnet in 1 zone"]));
    await user.selectOptions(vpc, "vpc-1");
    await user.selectOptions(screen.getByRole("combobox", { name: "Averaged over" }), "24 hours");
    await user.click(screen.getByRole("button", { name: "Advise" }));
    expect(await screen.findByText(/m6g.2xlarge on spot/)).toBeTruthy();
    expect(request(client)).toMatchObject({ instance_types: [], vcpus: 16, memory_gib: 32, vpc_id: "vpc-1", window_minutes: 1440 });
    await user.selectOptions(vpc, "every VPC");
    expect(await screen.findByText("The question has changed since: ask again.")).toBeTruthy();
  });

  it("leaves single subnets out, but not all of them", async () => {
    const { client, user } = await open("spot");
    await chart();
    await screen.findByRole("option", { name: /data, vpc-1/ });
    await user.selectOptions(screen.getByRole("combobox", { name: "VPC" }), "vpc-1");
    await user.click(screen.getByRole("checkbox", { name: "subnet-2 in us-east-1b" }));
    await user.click(screen.getByRole("button", { name: "Advise" }));
    await waitFor(() => expect(request(client)).toMatchObject({ vpc_id: null, subnet_ids: ["subnet-1"] }));
    await user.click(screen.getByRole("checkbox", { name: "subnet-1 in us-east-1a" }));
    expect(screen.getByRole("button", { name: "Advise" }).getAttribute("title")).toBe("No subnet is chosen");
  });

  it("says why the VPCs could not be read, and advises in every VPC all the same", async () => {
    const { client, user } = await open("spot", (client) =>
      client.failing.set("spot_networks", { code: "denied", message: "the permission ec2:DescribeSubnets is missing", next_step: "ask for that permission" }),
    );
    await chart();
    expect(await screen.findByText(/ec2:DescribeSubnets is missing/)).toBeTruthy();
    client.failing.clear();
    await user.click(screen.getByRole("button", { name: "Read the VPCs again" }));
    expect(await screen.findByRole("option", { name: /data, vpc-1/ })).toBeTruthy();
  });
});
